import { describe, expect, it } from "vitest";
import { isTemporary, isTornWith } from "../../src/diagnosis/torn-sets.ts";
import { contextOf } from "../support/context-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/";
const other = (accessKeyId: string) => ({ ref: 1, accessKeyId, source: "profile b" });

describe("isTornWith", () => {
  it("holds for two temporary sets and a token", () => {
    const context = contextOf({ url, accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "IQoJ" });
    expect(isTornWith(context, other("ASIAI44QH8DHBEXAMPLE"))).toBe(true);
    expect(isTornWith(context, other("AKIAI44QH8DHBEXAMPLE"))).toBe(false);
  });

  it("does not hold without a token, or for a permanent key", () => {
    const bare = contextOf({ url, accessKeyId: "ASIAIOSFODNN7EXAMPLE" });
    expect(isTornWith(bare, other("ASIAI44QH8DHBEXAMPLE"))).toBe(false);
    const permanent = contextOf({ url, sessionToken: "IQoJ" });
    expect(isTornWith(permanent, other("ASIAI44QH8DHBEXAMPLE"))).toBe(false);
  });
});

describe("isTemporary", () => {
  it("tells by the prefix", () => {
    expect([isTemporary("ASIAIOSFODNN7EXAMPLE"), isTemporary("AKIAIOSFODNN7EXAMPLE")]).toEqual([true, false]);
  });
});
