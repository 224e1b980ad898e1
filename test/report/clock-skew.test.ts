import { describe, expect, it } from "vitest";
import { clockSkewSeconds } from "../../src/report/clock-skew.ts";

describe("the skew of a clock", () => {
  it("is the signed time less the server's, in whole seconds", () => {
    expect(clockSkewSeconds("20260102T030405Z", "2026-01-02T03:04:00.000Z")).toBe(5);
    expect(clockSkewSeconds("20260102T030405Z", "2026-01-02T03:14:05.400Z")).toBe(-600);
  });

  it("is not known without both, or from what is no time", () => {
    expect(clockSkewSeconds(null, "2026-01-02T03:04:00.000Z")).toBeNull();
    expect(clockSkewSeconds("20260102T030405Z", null)).toBeNull();
    expect(clockSkewSeconds("2026-01-02", "2026-01-02T03:04:00.000Z")).toBeNull();
    expect(clockSkewSeconds("20269902T030405Z", "yesterday")).toBeNull();
  });
});
