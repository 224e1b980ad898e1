import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newEvidenceFile, newestEvidence, removeOldEvidence } from "../../src/evidence/retention.ts";
import { atEpochMs, testFolder } from "../support/evidence.ts";

const day = 86_400;

function folderOf(files: readonly (readonly [name: string, ageDays: number, bytes: number])[]): string {
  const state = testFolder();
  mkdirSync(join(state, "evidence"));
  for (const [name, ageDays, bytes] of files) {
    const path = join(state, "evidence", name);
    writeFileSync(path, Buffer.alloc(bytes));
    utimesSync(path, atEpochMs / 1000 - ageDays * day, atEpochMs / 1000 - ageDays * day);
  }
  return state;
}

describe("evidence of earlier runs", () => {
  it("is named by time and process", () => {
    const state = testFolder();
    expect(newEvidenceFile(state, atEpochMs, 4711)).toBe(
      join(state, "evidence", "2026-01-02T03-04-05Z-4711.sqlite"),
    );
  });

  it("is found by its name, the newest run's", () => {
    const state = folderOf([
      ["2026-01-02T00-00-00Z-1.sqlite", 9, 1],
      ["2026-01-01T00-00-00Z-2.sqlite", 1, 1],
      ["mine.sqlite", 0, 1],
    ]);
    expect(newestEvidence(state)).toBe(join(state, "evidence", "2026-01-02T00-00-00Z-1.sqlite"));
    expect(newestEvidence(folderOf([]))).toBeNull();
    expect(newestEvidence(join(state, "none"))).toBeNull();
  });

  it("goes when it is too old or too much, the oldest first; what a run writes to and what others put there stays", () => {
    const state = folderOf([
      ["2026-01-01T00-00-00Z-1.sqlite", 1, 60],
      ["2025-12-30T00-00-00Z-2.sqlite", 3, 60],
      ["2025-12-29T00-00-00Z-3.sqlite", 4, 30],
      ["2025-11-01T00-00-00Z-4.sqlite", 62, 1],
      ["2025-11-02T00-00-00Z-5.sqlite", 61, 1],
      ["2025-11-03T00-00-00Z-6.sqlite", 60, 1],
      ["2025-11-03T00-00-00Z-6.sqlite-lock", 60, 1],
      ["mine.sqlite", 400, 1],
    ]);
    // One run goes on, the other was killed.
    writeFileSync(join(state, "evidence", "2025-11-02T00-00-00Z-5.sqlite-lock"), String(process.ppid));
    writeFileSync(join(state, "evidence", "2025-11-03T00-00-00Z-6.sqlite-lock"), "999999999");
    const removed = removeOldEvidence(state, { days: 30, bytes: 100, nowEpochMs: atEpochMs });
    expect(removed.map((path) => path.slice(-8, -7))).toEqual(["2", "6", "4"]);
    expect(existsSync(join(state, "evidence", "2025-11-03T00-00-00Z-6.sqlite-lock"))).toBe(false);
    expect(existsSync(join(state, "evidence", "mine.sqlite"))).toBe(true);
    expect(existsSync(join(state, "evidence", "2025-11-02T00-00-00Z-5.sqlite"))).toBe(true);
    const again = removeOldEvidence(state, { days: 30, bytes: 100, nowEpochMs: atEpochMs });
    expect(again).toEqual([]);
    expect(removeOldEvidence(join(state, "none"), { days: 1, bytes: 1, nowEpochMs: atEpochMs })).toEqual([]);
  });

  it("of the newest run stays whatever its size, until it is too old; long bodies count", () => {
    const state = folderOf([
      ["2026-01-01T00-00-00Z-1.sqlite", 1, 200],
      ["2025-12-30T00-00-00Z-2.sqlite", 3, 10],
    ]);
    const remove = (days: number, bytes: number): string[] =>
      removeOldEvidence(state, { days, bytes, nowEpochMs: atEpochMs }).map((path) => path.slice(-8, -7));
    expect(remove(30, 210)).toEqual([]);
    mkdirSync(join(state, "evidence", "2025-12-30T00-00-00Z-2.sqlite-bodies"));
    writeFileSync(join(state, "evidence", "2025-12-30T00-00-00Z-2.sqlite-bodies", "a"), "b");
    expect(remove(30, 210)).toEqual(["2"]);
    expect(remove(30, 100)).toEqual([]);
    expect(remove(0.5, 1000)).toEqual(["1"]);
  });
});
