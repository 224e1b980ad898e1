import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evidenceFile } from "../support/evidence.ts";
import { ruleSample, validSample } from "../support/examination-samples.ts";
import { builtProgram, countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("tail");

describe("countersign tail", () => {
  let mismatch: string;
  let valid: string;

  beforeAll(async () => {
    mismatch = `${JSON.stringify(await ruleSample("host-port"))}\n`;
    valid = `${JSON.stringify(await validSample("v"))}\n`;
    writeFileSync(join(folder, "seen.jsonl"), `{"event":"ready"}\n${mismatch}${valid}`);
  });

  function tail(...words: readonly string[]) {
    return countersign(["tail", "--log", "seen.jsonl", "--no-follow", ...words], { workingFolder: folder });
  }

  it("shows one line for each request, without colour where no terminal is", () => {
    const { status, stdout, stderr } = tail();
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^03:04:05\.000 {2}mismatch .* host-port \(proven\)\n03:04:05\.000 {2}valid .*\n$/,
    );
  });

  it("takes a filter, in one word or in several", () => {
    expect(jsonLines(tail("--json", "~verdict valid").stdout).map(({ id }) => id)).toEqual(["v"]);
    expect(jsonLines(tail("--json", "~rule", "host-port").stdout).map(({ id }) => id)).toEqual(["host-port"]);
  });

  it("says what is wrong with a filter, and that it needs something to show", () => {
    const { status, stderr } = tail("~verdict valid &");
    expect(status).toBe(2);
    expect(stderr).toContain(
      "the filter cannot be understood at character 17: it ends too early (ERR_FILTER_INVALID)",
    );
    expect(countersign(["tail"], { workingFolder: folder })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        "tail needs an input: there is no evidence of an earlier run (ERR_USAGE)",
      ),
    });
    const folderAsLog = countersign(["tail", "--log", "."], { workingFolder: folder });
    expect(folderAsLog).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("(ERR_FILE_UNREADABLE)"),
    });
  });

  it("reads evidence with the same filters, bodies too", () => {
    evidenceFile(join(folder, "seen.sqlite"), 2);
    const shown = (...words: readonly string[]) =>
      countersign(["tail", "--evidence", "seen.sqlite", "--no-follow", "--json", ...words], {
        workingFolder: folder,
      });
    expect(jsonLines(shown().stdout).map(({ id }) => id)).toEqual(["run-0", "run-1"]);
    expect(shown("~verdict valid").stdout).toBe("");
    expect(jsonLines(shown("~verdict mismatch").stdout)).toHaveLength(2);
    expect([shown("~b Items").stdout.split("\n").length, shown("~b nowhere").stdout]).toEqual([3, ""]);
    expect(shown("--log", "seen.jsonl", "~verdict valid").stdout).toContain('"id":"v"');
    const damaged = countersign(["tail", "--evidence", "seen.jsonl", "--no-follow"], {
      workingFolder: folder,
    });
    expect([damaged.status, damaged.stderr]).toEqual([
      2,
      expect.stringContaining("(ERR_EVIDENCE_UNREADABLE)"),
    ]);
  });

  it("takes the newest evidence where nothing is named", () => {
    const kept = join(folder, ".countersign", "evidence");
    mkdirSync(kept, { recursive: true });
    evidenceFile(join(kept, "2026-01-02T03-04-05Z-1.sqlite"), 1);
    const newest = evidenceFile(join(kept, "2026-01-03T03-04-05Z-1.sqlite"), 3);
    const { status, stdout, stderr } = countersign(["tail", "--no-follow"], { workingFolder: folder });
    expect([status, stderr]).toEqual([0, `note: the newest evidence: ${newest}\n`]);
    expect(stdout.split("\n")).toHaveLength(4);
  });

  it("follows until Ctrl-C, and then ends well", { timeout: 30_000 }, async () => {
    const path = join(folder, "live.jsonl");
    writeFileSync(path, valid);
    const child = spawn(process.execPath, [builtProgram, "tail", "--log", path], {
      env: { PATH: process.env.PATH ?? "", HOME: folder },
    });
    let shown = "";
    const seen = (text: string): Promise<void> =>
      new Promise((found) => {
        const look = (): void => void (shown.includes(text) && found());
        child.stdout.on("data", look);
        look();
      });
    child.stdout.on("data", (piece) => (shown += piece));
    await seen("valid");
    appendFileSync(path, mismatch);
    await seen("host-port (proven)");
    child.kill("SIGINT");
    const [status] = await once(child, "close");
    expect(status).toBe(0);
  });
});
