import { describe, expect, it } from "vitest";
import { changedStringToSign } from "../../src/diagnosis/text-change.ts";
import { sha256Hex } from "../../src/http/digest.ts";

const plain = {
  algorithm: "AWS4-HMAC-SHA256",
  timestamp: "20260102T030405Z",
  scope: { date: "20260102", region: "us-east-1", service: "s3", terminator: "aws4_request" },
  canonicalRequest: "GET\n/\n\n\n\n",
};

describe("a string to sign under a change", () => {
  it("is the plain one without a change", () => {
    expect(changedStringToSign(plain, {})).toBe(
      `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${sha256Hex("GET\n/\n\n\n\n")}`,
    );
  });
  it("takes another algorithm, time, scope and form of the hash", () => {
    const change = { algorithm: "A", timestamp: "T", scope: { region: "R" }, hashForm: "upper-hex" } as const;
    const [algorithm, timestamp, scope, line] = changedStringToSign(plain, change).split("\n");
    expect([algorithm, timestamp, scope]).toEqual(["A", "T", "20260102/R/s3/aws4_request"]);
    expect(line).toBe(sha256Hex("GET\n/\n\n\n\n").toUpperCase());
  });
  it("is laid out as the change says", () => {
    const layout = (text: string): string => `${text}\n`;
    expect(changedStringToSign(plain, { layout })).toBe(`${changedStringToSign(plain, {})}\n`);
  });
});
