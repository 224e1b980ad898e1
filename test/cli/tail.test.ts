import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
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

  it("says what is wrong with a filter, and that it needs a log", () => {
    const { status, stderr } = tail("~verdict valid &");
    expect(status).toBe(2);
    expect(stderr).toContain(
      "the filter cannot be understood at character 17: it ends too early (ERR_FILTER_INVALID)",
    );
    expect(countersign(["tail"], { workingFolder: folder }).stderr).toContain(
      "tail needs the log to follow (ERR_USAGE)",
    );
    const folderAsLog = countersign(["tail", "--log", "."], { workingFolder: folder });
    expect(folderAsLog).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("(ERR_FILE_UNREADABLE)"),
    });
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
