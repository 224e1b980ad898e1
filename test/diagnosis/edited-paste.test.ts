import { describe, expect, it } from "vitest";
import { editedParts, stillJudged } from "../../src/diagnosis/edited-paste.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { latin1Bytes, parseHttpMessage } from "../../src/http/http-message.ts";

function edited(head: string): readonly string[] {
  const pair = parseHttpMessage(latin1Bytes(`${head}\n\n`), { scheme: null });
  if ("refusal" in pair) throw new Error("no message");
  return editedParts(pair.request);
}

const authorization = (key: string, signature: string): string =>
  `GET / HTTP/1.1\nHost: a\nAuthorization: AWS4-HMAC-SHA256 Credential=${key}/20260102/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${signature}`;

describe("editedParts", () => {
  it("is empty for a request as a client sends it", () => {
    const { request } = signedExample({
      url: "https://b.s3.us-east-1.amazonaws.com/a",
      sessionToken: "FwoGZXIvYXdzEXAMPLE",
    });
    expect(editedParts(request)).toEqual([]);
  });
  it.each([
    [authorization("HIDDEN", "a1b2".repeat(16)), ["access-key-id"]],
    [authorization("AKIAIOSFODNN7EXAMPLE", "XXXXXXXX"), ["signature"]],
    [authorization("AKIAIOSFODNN7EXAMPLE", "<redacted>"), ["signature"]],
    [authorization("<key>", "****"), ["signature", "access-key-id"]],
    ["GET / HTTP/1.1\nHost: a\nx-amz-security-token: <redacted>", ["token"]],
    ["GET / HTTP/1.1\nHost: a\nx-amz-access-token: Atza|", ["token"]],
    ["GET / HTTP/1.1\nHost: a\nx-amz-content-sha256: e3b0c442\xe2\x80\xa6", ["payload-hash", "cut"]],
    [
      "GET /?X-Amz-Credential=%3Cid%3E&X-Amz-Signature=xxxxxxxx HTTP/1.1\nHost: a",
      ["access-key-id", "signature"],
    ],
  ])("finds the marks in %s", (head, parts) => {
    expect(edited(head)).toEqual(parts);
  });
});

describe("stillJudged", () => {
  it("leaves rules out that look at an edited part", () => {
    expect(stillJudged("signature-encoding-wrong", ["signature"])).toBe(false);
    expect(stillJudged("scope-region-wrong", ["signature", "cut"])).toBe(true);
    expect(stillJudged("date-missing", ["cut"])).toBe(false);
    expect(stillJudged("token-missing", ["token"])).toBe(false);
  });
});
