import { describe, expect, it } from "vitest";
import { misspelledAlgorithm, misspelledComponents } from "../../src/diagnosis/authorization-words.ts";

describe("misspelledComponents", () => {
  it("finds names a letter or two off, and names in other letter case", () => {
    expect(misspelledComponents("AWS4-HMAC-SHA256 Credentials=a, signedheaders=b, Signature=c")).toEqual([
      { sent: "Credentials", meant: "Credential" },
      { sent: "signedheaders", meant: "SignedHeaders" },
    ]);
  });

  it("takes a missing name for missing", () => {
    expect(misspelledComponents("AWS4-HMAC-SHA256 Credential=a, Signature=c")).toEqual([]);
  });
});

describe("misspelledAlgorithm", () => {
  it.each([
    ["AWS4-HMAC-SHA25", "AWS4-HMAC-SHA256"],
    ["aws4-hmac-sha256", "AWS4-HMAC-SHA256"],
    ["AWS4-HMAC-SHA-256", "AWS4-HMAC-SHA256"],
    ["AWS4-HMAC-SHA256", null],
    ["AWS3-HMAC-SHA256", null],
    ["Bearer", null],
    ["AWS4-HMAC-SHA1", null],
    ["AWS4-HMAC-SHA512", null],
  ])("takes %s for %s", (sent, meant) => {
    expect(misspelledAlgorithm(sent)?.meant ?? null).toBe(meant);
  });
});
