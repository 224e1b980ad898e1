import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { holdFile, isHeld } from "../../src/evidence/evidence-lock.ts";
import { testFolder } from "../support/evidence.ts";

const folder = testFolder();

describe("an evidence file", () => {
  it("is held by one process; what a dead one held is free", () => {
    const path = join(folder, "b.sqlite");
    const letGo = holdFile(path);
    expect(() => holdFile(path)).toThrow(expect.objectContaining({ code: "ERR_EVIDENCE_IN_USE" }));
    letGo();
    writeFileSync(`${path}-lock`, "999999999");
    holdFile(path)();
    expect(existsSync(`${path}-lock`)).toBe(false);
  });

  it("is held by the process that was started then: in a container every run has the same number", () => {
    const path = join(folder, "c.sqlite");
    const letGo = holdFile(path);
    const [pid, started] = readFileSync(`${path}-lock`, "utf8").split(" ");
    expect([pid, isHeld(path)]).toEqual([String(process.pid), true]);
    letGo();
    if (!existsSync("/proc/self/stat")) return;
    writeFileSync(`${path}-lock`, `${process.pid} ${Number(started) - 1}`);
    expect(isHeld(path)).toBe(false);
    writeFileSync(`${path}-lock`, String(process.pid));
    expect(isHeld(path)).toBe(false);
    writeFileSync(`${path}-lock`, String(process.ppid));
    expect(isHeld(path)).toBe(true);
    writeFileSync(`${path}-lock`, `${process.pid} ${Number(started) - 1}`);
    holdFile(path)();
  });
});
