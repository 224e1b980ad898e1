import { describe, expect, it } from "vitest";
import { inputDifferences, shownDifference } from "../../src/diagnosis/input-differences.ts";
import type { CanonicalInput } from "../../src/sigv4/canonical-request.ts";

const input: CanonicalInput = {
  method: "GET",
  canonicalUri: "/a",
  canonicalQuery: "x=1",
  headers: [
    { name: "host", value: "s3.amazonaws.com" },
    { name: "x-amz-date", value: "20260102T030405Z" },
  ],
  signedHeaders: ["host", "x-amz-date"],
  payloadHash: "UNSIGNED-PAYLOAD",
};

describe("the differences of two canonical requests", () => {
  it("are none for the same text", () => {
    expect(inputDifferences(input, { ...input })).toEqual([]);
  });
  it("name every part that differs", () => {
    const other: CanonicalInput = {
      method: "HEAD",
      canonicalUri: "/b",
      canonicalQuery: "",
      headers: [
        { name: "host", value: "cdn.example.com" },
        { name: "via", value: "1.1 p" },
      ],
      signedHeaders: ["host", "via"],
      payloadHash: "e3b0",
    };
    expect(inputDifferences(input, other).map(({ part, from, to }) => [part, from, to])).toEqual([
      ["method", "GET", "HEAD"],
      ["path", "/a", "/b"],
      ["query", "x=1", ""],
      ["payload hash", "UNSIGNED-PAYLOAD", "e3b0"],
      ["header host", "s3.amazonaws.com", "cdn.example.com"],
      ["header x-amz-date", "20260102T030405Z", null],
      ["header via", null, "1.1 p"],
      ["signed headers", "host;x-amz-date", "host;via"],
    ]);
  });
  it("tell another order of the same headers", () => {
    const turned = { ...input, headers: [...input.headers].reverse() };
    expect(inputDifferences(input, turned).map(({ part }) => part)).toEqual(["order of the headers"]);
  });
  it("are shown without a session token", () => {
    const token = {
      part: "header x-amz-security-token",
      header: "x-amz-security-token",
      from: "secret-token",
      to: null,
    };
    expect(shownDifference(token)).toEqual({
      part: "header x-amz-security-token",
      from: "[redacted]",
      to: "not there",
    });
    const query = { part: "query", header: null, from: "X-Amz-Security-Token=abc&b=1", to: "b=1" };
    expect(shownDifference(query).from).toBe("X-Amz-Security-Token=[redacted]&b=1");
  });
});
