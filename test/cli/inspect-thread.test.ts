import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { InspectOrder } from "../../src/cli/inspect-thread.ts";
import { builtInspectWorker, fillInThread } from "../../src/cli/inspect-thread.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import type { InspectedExchange } from "../../src/inspector/inspector-api.ts";
import { plainKnowledge } from "../../src/search/plain-knowledge.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("inspect-thread");
const order: InspectOrder = {
  ...{ inputs: [], workingFolder: folder, knowledge: plainKnowledge(exampleKnowledge()) },
  settings: { learn: true, now: null, scheme: null },
};

const entry = (at: number): object => ({
  request: { method: "GET", url: `https://examplebucket.s3.amazonaws.com/${at}`, headers: [] },
});
const har = { log: { entries: Array.from({ length: 1000 }, (_, at) => entry(at)) } };
writeFileSync(join(folder, "many.har"), JSON.stringify(har));

/** What comes of inputs: targets of requests, notes, and what was refused. */
function opened(inputs: readonly string[], workerFile?: URL) {
  const found = {
    ...{ targets: [] as string[], notes: [] as string[], refused: [] as string[] },
    reading: [] as boolean[],
  };
  const memory = {
    add: ({ examination }: InspectedExchange) => void found.targets.push(examination.request.target),
    note: (text: string) => void found.notes.push(text),
    reading: (is: boolean) => void found.reading.push(is),
  };
  const close = fillInThread({ ...order, inputs }, memory, (text) => found.refused.push(text), workerFile);
  return { found, close };
}

describe("the thread that reads what is opened", { timeout: 60_000 }, () => {
  it("is the built worker, also when this runs from its source", () => {
    expect(builtInspectWorker("file:///srv/countersign/src/cli/inspect-thread.ts").href).toBe(
      "file:///srv/countersign/dist/cli/inspect-worker.js",
    );
  });

  it("gives the requests of all inputs in order, and says what cannot be read", async () => {
    writeFileSync(join(folder, "broken.har"), "{");
    const { found, close } = opened(["many.har", "broken.har", "none.http"]);
    await expect
      .poll(() => [found.targets.length, found.refused.length], { timeout: 30_000 })
      .toEqual([1000, 2]);
    expect(found.targets.slice(0, 3)).toEqual(["/0", "/1", "/2"]);
    expect(found.refused[0]).toMatch(/^broken\.har: /);
    expect(found.notes).toEqual(found.refused);
    await expect.poll(() => found.reading).toEqual([true, false]);
    await close();
  });

  it("leaves this thread to answer meanwhile", async () => {
    const { found, close } = opened(["many.har"]);
    let turns = 0;
    while (found.targets.length < 1000) {
      await new Promise((turn) => setImmediate(turn));
      turns += 1;
    }
    // Examined here, a turn would come after each fifty at best.
    expect(turns).toBeGreaterThan(200);
    await close();
  });

  it("that does not start is said", async () => {
    const { found, close } = opened(["many.har"], new URL("file:///nothing/here.js"));
    await expect.poll(() => found.refused).toEqual(["the inputs cannot be read on: their thread ended"]);
    await close();
  });
});
