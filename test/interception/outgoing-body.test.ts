import { describe, expect, it } from "vitest";
import { chunkedBody, framedBody, hashedBody } from "../../src/interception/outgoing-body.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** SHA-256 of `hello`. */
const helloSha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

describe("a body with a promised hash", () => {
  it("keeps its last piece until it is whole", () => {
    const body = hashedBody(helloSha256);
    expect(body.add(bytes("he"))).toEqual([]);
    expect(body.add(bytes("llo"))).toEqual([bytes("he")]);
    expect(body.end()).toEqual([bytes("llo")]);
  });

  it("never lets the last piece of another body out", () => {
    for (const text of ["hellO", "hell", "hello!", ""]) {
      const body = hashedBody(helloSha256);
      if (text !== "") body.add(bytes(text));
      expect(body.end()).toEqual({ broken: "its body does not have the hash that it signs" });
    }
  });
});

describe("a framed body", () => {
  it("goes on when it reached its closing chunk, and not otherwise", () => {
    const whole = framedBody();
    expect(whole.add(bytes("5\r\nhello\r\n0\r\n\r\n"))).toEqual([]);
    expect(whole.end()).toEqual([bytes("5\r\nhello\r\n0\r\n\r\n")]);
    const cut = framedBody();
    cut.add(bytes("5\r\nhello\r\n"));
    expect(cut.end()).toEqual({ broken: "its body ends before its last chunk" });
  });
});

describe("a body of signed chunks", () => {
  it("says in words what it is not", () => {
    const body = chunkedBody({
      algorithm: "AWS4-HMAC-SHA256",
      timestamp: "20260102T030405Z",
      scope: "20260102/us-east-1/s3/aws4_request",
      key: new Uint8Array(32),
      seedSignature: "0".repeat(64),
      verifiedSeed: null,
      trailer: false,
      mostChunkBytes: 10,
    });
    expect(body.add(bytes("what\r\n"))).toEqual({ broken: "its body is not aws-chunked as its head says" });
    expect(body.end()).toEqual({ broken: "its body ends before its last chunk" });
  });
});
