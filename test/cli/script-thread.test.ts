import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type { ScriptThread } from "../../src/cli/script-thread.ts";
import { builtScriptWorker, openScriptThread } from "../../src/cli/script-thread.ts";
import { testFolder } from "../support/evidence.ts";
import { waitFor } from "../support/proxy-client.ts";

const folder = testFolder();
let made = 0;

function opened(
  source: string,
  notes: string[],
  more: { readonly callMs?: number; readonly environment?: Record<string, string> } = {},
): Promise<ScriptThread> {
  made += 1;
  const file = join(folder, `script-${made}.mjs`);
  writeFileSync(file, source);
  const module = pathToFileURL(file).href;
  return openScriptThread({ module, environment: {}, note: (text) => notes.push(text), ...more });
}

describe("a script", () => {
  it("runs in the built worker", () => {
    expect(builtScriptWorker("file:///a/src/cli/script-thread.ts").href).toBe(
      "file:///a/dist/cli/script-worker.js",
    );
  });

  it("is given each examination, then its answer, frozen, one after the other", async () => {
    const notes: string[] = [];
    const script = await opened(
      `let calls = 0;
      export async function onExamination(examination) {
        calls += 1; const call = calls;
        await new Promise((resolve) => setTimeout(resolve, 5));
        console.log(examination.id, call === calls, Object.isFrozen(examination.request));
      }
      export function onResponse(response, examination) { console.log(response.status, examination.id); }`,
      notes,
    );
    script.add(() => '{"id":"a","request":{},"response":{"status":403}}');
    script.add(() => '{"id":"b","request":{},"response":null}');
    await waitFor(() => notes.join("\n").includes("script: b"), "the script to print", 20_000);
    await script.close();
    expect(notes).toEqual(["script: a true true", "script: 403 a", "script: b true true"]);
  });

  it("that throws is told once, and goes on", async () => {
    const notes: string[] = [];
    const script = await opened(
      'export function onExamination() { throw new Error("no \\u001b[31mway"); }',
      notes,
    );
    for (let at = 0; at < 3; at += 1) script.add(() => '{"response":null}');
    await script.close();
    expect(notes[0]).toMatch(/^the script failed on a request: no .*way; further failures are counted$/);
    expect(notes[0]).not.toContain("\u001b");
    expect(notes.at(-1)).toBe("the script failed on 3 requests");
  });

  it("that loops is stopped, and nobody waits for it", async () => {
    const notes: string[] = [];
    const script = await opened("export function onExamination() { for (;;); }", notes, { callMs: 300 });
    const began = performance.now();
    script.add(() => '{"response":null}');
    script.add(() => '{"response":null}');
    expect(performance.now() - began).toBeLessThan(200);
    await waitFor(() => notes.length > 0, "the script to be stopped", 20_000);
    script.add(() => '{"response":null}');
    await script.close();
    expect(notes).toEqual([
      "the script is stopped: one call took longer than 0.3 seconds; traffic goes on without it",
      "the script was not told of 3 requests",
    ]);
  });

  it("holds so many examinations and leaves out the rest", async () => {
    const notes: string[] = [];
    const script = await opened("export const onExamination = () => new Promise(() => {});", notes);
    for (let at = 0; at < 1500; at += 1) script.add(() => '{"response":null}');
    await script.close();
    expect(notes).toEqual(["the script was not told of 1500 requests"]);
  });

  it("sees no secret of the environment", async () => {
    const notes: string[] = [];
    const script = await opened(
      'export function onExamination() { console.log(process.env.OWN, "AWS_SECRET_ACCESS_KEY" in process.env); }',
      notes,
      { environment: { OWN: "yes", AWS_SECRET_ACCESS_KEY: "canary" } },
    );
    script.add(() => '{"response":null}');
    await waitFor(() => notes.length > 0, "the script to print", 20_000);
    await script.close();
    expect(notes).toEqual(["script: yes false"]);
  });

  it.each([
    ["export const x = 1;", "it exports neither onExamination nor onResponse"],
    ["export const = 1;", "the script cannot be used"],
    ['throw new Error("not today");', "not today"],
    ["process.exit(3);", "it ended its thread"],
  ])("is refused when it starts: %s", async (source, reason) => {
    await expect(opened(source, [])).rejects.toMatchObject({
      code: "ERR_FILE_UNREADABLE",
      message: expect.stringContaining(reason),
    });
  });
});
