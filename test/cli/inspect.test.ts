import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { evidenceKeyPem } from "../../src/evidence/evidence-key.ts";
import { harDocument } from "../../src/report/har.ts";
import { evidenceFile } from "../support/evidence.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { builtProgram, countersign, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("inspect");
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** Opens files and gives what asks the page's server. */
async function inspect(...files: string[]): Promise<(path: string) => Promise<Record<string, unknown>>> {
  const child = spawn(
    process.execPath,
    [builtProgram, "inspect", "--inspector-port", "0", "--json", ...files],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  running.push(child);
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  await expect.poll(() => text, { timeout: 20_000 }).toContain('"ready"');
  const [base = "", token = ""] = (/"inspector":"([^"]+)"/.exec(text)?.[1] ?? "").split("#");
  return async (path) =>
    (await fetch(`${base}${path}`, { headers: { "X-Countersign-Token": token } })).json() as Promise<
      Record<string, unknown>
    >;
}

describe("countersign inspect", () => {
  it("opens an evidence file, offline", async () => {
    evidenceFile(join(folder, "some.sqlite"), 3);
    const ask = await inspect("some.sqlite");
    expect(await ask("api/rows")).toMatchObject({ total: 3 });
    expect(await ask("api/state")).toMatchObject({ mode: "files", place: "some.sqlite", setup: null });
  });

  it("opens a HAR, raw requests and a log beside it, and says what cannot be read", async () => {
    let har = "";
    async function* one(): AsyncGenerator<ReturnType<typeof inspectedSample>> {
      yield inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
    }
    for await (const piece of harDocument(one(), "1")) har += piece;
    writeFileSync(join(folder, "one.har"), har);
    writeFileSync(join(folder, "two.http"), "GET / HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n\r\n");
    writeFileSync(join(folder, "three.har"), "{");
    const ask = await inspect("one.har", "two.http", "three.har", "four.bundle");
    const total = async (): Promise<unknown> => (await ask("api/rows")).total;
    await expect.poll(total, { timeout: 20_000 }).toBe(2);
    const { notes } = (await ask("api/state")) as { notes: string[] };
    expect(notes.join("\n")).toContain("three.har");
    expect(notes.join("\n")).toContain("four.bundle");
  });

  it("opens a bundle, and says whether its seal holds", async () => {
    const keyPem = evidenceKeyPem(join(folder, ".countersign"));
    evidenceFile(join(folder, "sealed.sqlite"), 3, { keyPem });
    const words = ["export", "--format", "bundle", "--output", "right.bundle", "sealed.sqlite"];
    expect(countersign(words, { workingFolder: folder }).status).toBe(0);
    const bytes = readFileSync(join(folder, "right.bundle"));
    const at = bytes.indexOf('"reason":"OK"');
    expect(at).toBeGreaterThan(0);
    bytes[at + 10] = "Q".charCodeAt(0);
    writeFileSync(join(folder, "changed.bundle"), bytes);
    const seal = async (file: string): Promise<string | undefined> => {
      const ask = await inspect(file);
      await expect.poll(async () => (await ask("api/rows")).total, { timeout: 20_000 }).toBe(3);
      const { notes } = (await ask("api/state")) as { notes: string[] };
      return notes.find((note) => note.startsWith(file));
    };
    expect(await seal("right.bundle")).toMatch(/^right\.bundle: the seal holds: \d+ records, key [0-9a-f]+/);
    expect(await seal("changed.bundle")).toMatch(/^changed\.bundle: the seal does not hold: ./);
  });

  it("opens what strangers broke", async () => {
    const path = evidenceFile(join(folder, "cut.sqlite"), 3);
    writeFileSync(path, "SQLite format 3\0 and then nothing that is one");
    const { status, stderr } = countersign(["inspect", "--inspector-port", "0", "cut.sqlite"], {
      workingFolder: folder,
    });
    expect([status, stderr]).toEqual([2, expect.stringContaining("(ERR_EVIDENCE_UNREADABLE)")]);
    evidenceFile(join(folder, "whole.sqlite"), 3);
    const ask = await inspect("cut.sqlite", "whole.sqlite");
    expect(await ask("api/rows")).toMatchObject({ total: 3 });
    const { notes } = (await ask("api/state")) as { notes: string[] };
    expect(notes.join("\n")).toContain("cut.sqlite: ");
  });

  it("is its page: it cannot be off, and needs something to open", () => {
    const off = countersign(["inspect", "--inspector-port", "off", "x"], { workingFolder: folder });
    expect([off.status, off.stderr]).toEqual([2, expect.stringContaining("(ERR_OPTION_INVALID)")]);
    expect(countersign(["inspect"], { workingFolder: folder }).status).toBe(2);
  });
});
