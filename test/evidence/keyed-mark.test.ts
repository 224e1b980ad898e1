import { describe, expect, it } from "vitest";
import { keyedMark } from "../../src/evidence/keyed-mark.ts";

describe("a mark", () => {
  it("says how long a value is, and is the same for the same value under the same key alone", () => {
    const mark = keyedMark(Buffer.alloc(32, 1));
    expect(mark("hunter2")).toMatch(/^\[redacted:7:[0-9a-f]{12}\]$/);
    expect(mark("hunter2")).toBe(mark("hunter2"));
    expect(mark("hunter2")).not.toBe(mark("hunter3"));
    expect(keyedMark(Buffer.alloc(32, 2))("hunter2")).not.toBe(mark("hunter2"));
  });
});
