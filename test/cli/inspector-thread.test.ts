import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { InspectorStart } from "../../src/cli/inspector-thread.ts";
import { builtInspectorWorker, openInspectorThread } from "../../src/cli/inspector-thread.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { packExchange } from "../../src/evidence/exchange-pack.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { atEpochMs, evidenceFile, mismatchExchange, testFolder } from "../support/evidence.ts";
import { inspectedSample, unexplainedText } from "../support/inspector-fixture.ts";

const folder = testFolder();
const about = { version: "1.2.3", mode: "live", place: null, setup: null } as const;
const start: InspectorStart = { port: 0, evidenceFile: null, replay: null, about };

/** Asks the thread's server for JSON. */
async function ask(url: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const [base = "", token = ""] = url.split("#");
  const headers = { "X-Countersign-Token": token, "Content-Type": "application/json" };
  const more = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`${base}${path}`, { headers, ...more })).json() as Promise<Record<string, unknown>>;
}

describe("the inspector's thread", () => {
  it("is the built worker, also when this runs from its source", () => {
    expect(builtInspectorWorker("file:///srv/countersign/src/cli/inspector-thread.ts").href).toBe(
      "file:///srv/countersign/dist/cli/inspector-worker.js",
    );
  });

  it("shows what it is given, and lets it go with its end", async () => {
    const thread = await openInspectorThread(start, () => noKnowledge);
    const { examination, exchange } = mismatchExchange("one");
    thread.add("one", () => ({
      packed: packExchange(examination, exchange, atEpochMs),
      request: null,
      response: null,
    }));
    await expect.poll(async () => (await ask(thread.url, "api/rows")).total, { timeout: 10_000 }).toBe(1);
    await thread.close();
    await expect(fetch(thread.url)).rejects.toThrow();
  });

  it("shows what is under way while a page is open, and completes its row", async () => {
    const thread = await openInspectorThread(start, () => noKnowledge);
    const { examination, exchange } = mismatchExchange("one");
    const [base = "", token = ""] = thread.url.split("#");
    const events = await fetch(`${base}api/events`, { headers: { "X-Countersign-Token": token } });
    const rows = async (): Promise<unknown[]> => {
      const { rows: listed } = await ask(thread.url, "api/rows");
      return (listed as { number: number; underWay: boolean; method: string }[]).map(
        ({ number, underWay, method }) => [number, underWay, method],
      );
    };
    // The thread tells that a page is open a moment after it is.
    await expect
      .poll(
        () => {
          thread.underWay.opened({ id: "one", receivedAtEpochMs: 0, head: () => exchange.request });
          return rows();
        },
        { timeout: 10_000 },
      )
      .toEqual([[1, true, "PUT"]]);
    const packed = packExchange(examination, exchange, atEpochMs);
    thread.add("one", () => ({ packed, request: null, response: null }));
    await expect.poll(rows, { timeout: 10_000 }).toEqual([[1, false, "PUT"]]);
    await events.body?.cancel();
    await thread.close();
  });

  it("reads an evidence file by itself", async () => {
    const path = evidenceFile(join(folder, "thread.sqlite"), 3);
    const thread = await openInspectorThread({ ...start, evidenceFile: path }, () => noKnowledge);
    expect(await ask(thread.url, "api/rows")).toMatchObject({ total: 3 });
    await thread.close();
  });

  it("asks what is known when a text is to be explained", async () => {
    let knowledge = noKnowledge;
    const thread = await openInspectorThread(start, () => knowledge);
    const { examination } = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    const unsigned = `GET ${examination.request.target} HTTP/1.1\r\nHost: a\r\n\r\n`;
    expect(await ask(thread.url, "api/explain", { text: unsigned })).toMatchObject({ refusal: null });
    knowledge = exampleKnowledge();
    expect(await ask(thread.url, "api/explain", { text: unsigned })).toMatchObject({ refusal: null });
    await thread.close();
  });

  it("answers while a long search is under way for a text, and says of another that it is busy", async () => {
    const thread = await openInspectorThread(start, exampleKnowledge);
    let over = false;
    const long = ask(thread.url, "api/explain", { text: unexplainedText() }).then((answer) => {
      over = true;
      return answer;
    });
    const other = { text: "curl https://a.example/" };
    await expect
      .poll(async () => (await ask(thread.url, "api/explain", other)).message, { timeout: 10_000 })
      .toBe("another text is being examined: try again in a moment");
    expect(await ask(thread.url, "api/state")).toMatchObject({ requests: 0 });
    expect(over).toBe(false);
    expect(await long).toMatchObject({ refusal: null });
    await thread.close();
  });

  it("does not start where its port is taken, or its evidence is none", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(openInspectorThread({ ...start, port }, () => noKnowledge)).rejects.toMatchObject({
      code: "ERR_PORT_IN_USE",
    });
    taken.close();
    const evidenceFile = join(folder, "nothing-here.sqlite");
    await expect(openInspectorThread({ ...start, evidenceFile }, () => noKnowledge)).rejects.toMatchObject({
      code: "ERR_EVIDENCE_UNREADABLE",
    });
  });

  it("that does not start is an error with a way out", async () => {
    await expect(
      openInspectorThread(start, () => noKnowledge, new URL("file:///nothing/here.js")),
    ).rejects.toMatchObject({ code: "ERR_PORT_REFUSED" });
  });
});
