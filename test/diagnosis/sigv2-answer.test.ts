import { describe, expect, it } from "vitest";
import { looksLikeSigv2Text, sigv2Differences } from "../../src/diagnosis/sigv2-answer.ts";

const here = "GET\n\n\nFri, 02 Jan 2026 03:04:05 GMT\nx-amz-acl:private\n/b/a";

describe("S3's own Version 2 string to sign", () => {
  it("is recognised by its lines", () => {
    expect(looksLikeSigv2Text(here)).toBe(true);
    expect(looksLikeSigv2Text("PUT\n\ntext/plain\n\n/b/a?acl\n")).toBe(true);
    expect(looksLikeSigv2Text("AWS4-HMAC-SHA256\n20260102T030405Z\nscope\nhash")).toBe(false);
    expect(looksLikeSigv2Text("eyJleHBpcmF0aW9uIjoi")).toBe(false);
  });

  it("is held against another line by line, tokens left out", () => {
    expect(sigv2Differences(here, here)).toEqual([]);
    const there = "PUT\n\n\nFri, 02 Jan 2026 03:04:05 GMT\nx-amz-security-token:secret\n/a";
    expect(sigv2Differences(here, there)).toEqual([
      'method ("GET" here, "PUT" there)',
      'x-amz-acl ("private" here, "absent" there)',
      'x-amz-security-token ("absent" here, "[redacted]" there)',
      'resource ("/b/a" here, "/a" there)',
    ]);
  });
});
