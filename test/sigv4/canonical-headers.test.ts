import { describe, expect, it } from "vitest";
import { canonicalHeaders, canonicalHeaderValue } from "../../src/sigv4/canonical-headers.ts";

describe("canonical headers", () => {
  it.each([
    ["a   b   c", "a b c"],
    ['"a   b   c"', '"a b c"'],
    ["  a  ", "a"],
    ["a\t b", "a b"],
    ["a\u00a0\u00a0b", "a\u00a0\u00a0b"],
    ["", ""],
  ])("squeezes %j to %j", (value, canonical) => {
    expect(canonicalHeaderValue(value)).toBe(canonical);
  });
  it("keeps tabs inside a value where only blanks are squeezed", () => {
    expect(canonicalHeaderValue("a\t\tb  c", "blanks")).toBe("a\t\tb c");
  });
  it("joins repeated headers by a comma without a blank, in wire order", () => {
    expect(
      canonicalHeaders(
        [
          ["My-Header1", "value2"],
          ["Host", "h"],
          ["my-header1", "value1"],
        ],
        ["host", "my-header1"],
      ),
    ).toEqual([
      { name: "host", value: "h" },
      { name: "my-header1", value: "value2,value1" },
    ]);
  });
  it("gives an absent header an empty value, or the one supplied", () => {
    expect(canonicalHeaders([], ["range"])).toEqual([{ name: "range", value: "" }]);
    expect(canonicalHeaders([], ["Range"], { absent: (name) => `${name}!` })).toEqual([
      { name: "range", value: "range!" },
    ]);
  });
});
