import { describe, expect, it } from "vitest";
import { headerValue, headerValues, rawHeaderPairs } from "../../src/http/raw-headers.ts";

describe("raw headers", () => {
  it("keeps names as sent, order and duplicates", () => {
    expect(rawHeaderPairs(["Host", "a", "X-A", "1", "x-a", "2"])).toEqual([
      ["Host", "a"],
      ["X-A", "1"],
      ["x-a", "2"],
    ]);
  });
  it("leaves out a name without a value", () => {
    expect(rawHeaderPairs(["Host", "a", "Odd"])).toEqual([["Host", "a"]]);
  });
  it("finds every value whatever the case of the name, in wire order", () => {
    expect(
      headerValues(
        [
          ["X-A", "2"],
          ["b", "x"],
          ["x-A", "1"],
        ],
        "x-a",
      ),
    ).toEqual(["2", "1"]);
  });
  it("gives the first value, or undefined", () => {
    expect(
      headerValue(
        [
          ["X-A", "2"],
          ["x-a", "1"],
        ],
        "x-a",
      ),
    ).toBe("2");
    expect(headerValue([["X-A", "2"]], "x-b")).toBeUndefined();
  });
});
