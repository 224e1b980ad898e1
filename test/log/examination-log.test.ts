import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openExaminationLog } from "../../src/log/examination-log.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(path: string): Record<string, unknown>[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
}

describe("openExaminationLog", () => {
  it("writes one object for each examination, with its own time and a level after its verdict", async () => {
    const path = join(folder, "a.jsonl");
    const log = openExaminationLog(path);
    log.examination({ time: "2026-01-02T03:04:05.000Z", verdict: "valid", causes: [] });
    log.examination({ time: null, verdict: "valid", causes: ["clock-skew"] });
    log.examination({ time: null, verdict: "mismatch", causes: [] });
    await log.close();
    expect(lines(path)[0]).toEqual({
      level: "info",
      event: "examination",
      time: "2026-01-02T03:04:05.000Z",
      verdict: "valid",
      causes: [],
    });
    expect(lines(path).map(({ level }) => level)).toEqual(["info", "warn", "error"]);
    expect(lines(path)[1]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("writes events under their name", async () => {
    const path = join(folder, "b.jsonl");
    const log = openExaminationLog(path);
    log.event("warn", "upstream-refused", { authority: "sts.amazonaws.com:443" });
    await log.close();
    expect(lines(path)).toMatchObject([
      { level: "warn", event: "upstream-refused", authority: "sts.amazonaws.com:443" },
    ]);
    expect(log.dropped()).toBe(0);
  });

  it("writes to the given standard output for `-` and leaves it open", async () => {
    const written: string[] = [];
    let closed = false;
    const standardOutput = {
      write: (text: string) => void written.push(text),
      dropped: () => 0,
      broken: () => false,
      reopen: () => undefined,
      held: () => 0,
      flush: async () => undefined,
      close: async () => {
        closed = true;
      },
    };
    const log = openExaminationLog("-", standardOutput);
    log.examination({ time: null, verdict: "valid", causes: [] });
    await log.close();
    expect(written).toHaveLength(1);
    expect(written[0]?.endsWith("\n")).toBe(true);
    expect(closed).toBe(false);
  });

  it("goes on in a new file after the old one was moved, and in the old one where there can be no new one", async () => {
    const path = join(folder, "moved.jsonl");
    const log = openExaminationLog(path);
    log.event("info", "before", {});
    renameSync(path, `${path}.1`);
    log.reopen();
    log.event("info", "after", {});
    mkdirSync(`${path}.2`);
    renameSync(path, `${path}.3`);
    renameSync(`${path}.2`, path);
    expect(() => log.reopen()).toThrow(/cannot be written/);
    log.event("info", "still", {});
    await log.close();
    const events = [`${path}.1`, `${path}.3`].flatMap((file) =>
      existsSync(file) && readFileSync(file, "utf8") !== "" ? lines(file).map(({ event }) => event) : [],
    );
    expect(events).toEqual(["before", "after", "still"]);
    expect(statSync(`${path}.3`).mode & 0o777).toBe(0o600);
  });
});
