import { describe, expect, it } from "vitest";
import { formatWords, inputFormat } from "../../src/inputs/input-format.ts";

describe("inputFormat", () => {
  it.each([
    ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "http"],
    ["\r\n\nPOST /?a b HTTP/1.0\n\n", "http"],
    ["PUT https://s3.amazonaws.com/b HTTP/1.1\n", "http"],
    ["GET /path-without-a-version\nHost: x\n\n", "http"],
    ["HTTP/1.1 403 Forbidden\r\n\r\n", "response"],
    ['{"log": {"version": "1.2", "entries": []}}', "har"],
    ['{"log":{"entries":[{"_countersign":{"schema":"countersign.examination/1"}}]}}', "har"],
    ['{"schema":"countersign.examination/1"}', "examinations"],
    ["SQLite format 3\0x", "evidence"],
    ["curl -X GET https://x", "curl"],
    ["$ curl https://x", "curl"],
    ["https://b.s3.amazonaws.com/k?X-Amz-Signature=1\n", "presigned-url"],
    ['<?xml version="1.0"?><Error/>', "error-body"],
    ['{"__type":"com.amazon#InvalidSignatureException","message":"m"}', "error-body"],
    ["2026-01-02 DEBUG CanonicalRequest:\nGET\n", "debug-log"],
    ['{"a":1}', "json"],
    ["hello", "unknown"],
    ["\0\xff", "unknown"],
  ])("takes %j for %s", (text, format) => {
    expect(inputFormat(text)).toBe(format);
    expect(formatWords[inputFormat(text)]).not.toBe("");
  });

  it("looks only at the beginning of a long input", () => {
    const before = performance.now();
    inputFormat(`${"a".repeat(5_000_000)} CanonicalRequest:`);
    inputFormat(`GET ${" ".repeat(65_000)}`);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
