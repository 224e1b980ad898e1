import { describe, expect, it } from "vitest";
import {
  byCodeUnit,
  canonicalQuery,
  canonicalQueryText,
  queryParameters,
  queryValue,
} from "../../src/sigv4/canonical-query.ts";

describe("canonical query", () => {
  it.each([
    ["", ""],
    ["lifecycle", "lifecycle="],
    ["b=2&a=1", "a=1&b=2"],
    ["a=2&a=1", "a=1&a=2"],
    ["Param-3=3&Param=2&p=1", "Param=2&Param-3=3&p=1"],
    ["x=%2f%2F", "x=%2F%2F"],
    ["x=a+b", "x=a%2Bb"],
    ["&&a=1&=2", "=2&a=1"],
    ["a=b=c", "a=b%3Dc"],
    ["%E1%88%B4=bar", "%E1%88%B4=bar"],
  ])("of %j is %j", (query, canonical) => {
    expect(canonicalQuery(queryParameters(query))).toBe(canonical);
  });
  it("reads + as a blank where asked", () => {
    expect(canonicalQuery(queryParameters("x=a+b"), undefined, "space")).toBe("x=a%20b");
    expect(canonicalQueryText("a+b", "space")).toBe("a%20b");
  });
  it("leaves out the signature of a presigned URL and nothing else", () => {
    expect(
      canonicalQuery(queryParameters("X-Amz-Signature=1&x-amz-signature=2&X-Amz-Date=3"), "X-Amz-Signature"),
    ).toBe("X-Amz-Date=3&x-amz-signature=2");
  });
  it("gives the first value, decoded once, and tells a missing = from an empty value", () => {
    const parameters = queryParameters("a=%2520&a=2&b");
    expect(queryValue(parameters, "a")).toBe("%20");
    expect(queryValue(parameters, "b")).toBe("");
    expect(queryValue(parameters, "c")).toBeUndefined();
    expect(parameters[2]).toEqual({ name: "b", value: null });
  });
  it("orders by code unit", () => {
    expect(["b", "a", "B", "-"].sort(byCodeUnit)).toEqual(["-", "B", "a", "b"]);
  });
});
