import { describe, expect, it } from "vitest";
import { sameQuery, sameValue, sameValues } from "../../src/report/tap-values.ts";

describe("two values of two captures", () => {
  it.each([
    ["a", "a", true],
    ["a", "b", false],
    ["[redacted:4:aaaaaaaaaaaa]", "[redacted:4:aaaaaaaaaaaa]", true],
    ["[redacted:4:aaaaaaaaaaaa]", "[redacted:4:bbbbbbbbbbbb]", null],
    ["[redacted:4:aaaaaaaaaaaa]", "[redacted:5:bbbbbbbbbbbb]", false],
    ["[redacted:4:aaaaaaaaaaaa]", "abcd", null],
    ["[redacted:4:aaaaaaaaaaaa]", "abcde", false],
    ["[redacted]", "abcd", null],
    ["x [redacted:4:aaaaaaaaaaaa]", "x abcd", null],
    [`Signature=${"a1".repeat(32)}`, "Signature=a1a1a1a1…", true],
    [`Signature=${"a1".repeat(32)}`, "Signature=b1a1a1a1…", false],
    [`${"a1".repeat(32)}`, "a1a1a1a1…", true],
  ])("%s and %s", (one, other, same) => {
    expect(sameValue(one, other)).toBe(same);
    expect(sameValue(other, one)).toBe(same);
  });

  it("are compared one by one in lists, and part by part in queries", () => {
    expect(sameValues(["a", "[redacted]"], ["a", "b"])).toBeNull();
    expect(sameValues(["a", "[redacted]"], ["b", "b"])).toBe(false);
    expect(sameValues(["a"], ["a", "a"])).toBe(false);
    expect(sameQuery("a=1&t=[redacted:3:aaaaaaaaaaaa]", "a=1&t=xyz")).toBeNull();
    expect(sameQuery("a=1&t=[redacted:3:aaaaaaaaaaaa]", "a=2&t=xyz")).toBe(false);
    expect(sameQuery("a=1&b=2", "b=2&a=1")).toBe(false);
  });
});
