import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { queryParameters } from "../../src/sigv4/canonical-query.ts";
import { formParameters, readSigV2Header, readSigV2Query } from "../../src/sigv4/sigv2-claim.ts";

const body =
  "Action=ListDomains&AWSAccessKeyId=AKIDEXAMPLE&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=2026-01-02T03%3A04%3A05Z&Signature=a%2Bb%3D";
const bare: CapturedRequest = {
  method: "POST",
  scheme: "https",
  authority: "sdb.amazonaws.com",
  target: "/",
  httpVersion: "1.1",
  headers: [["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"]],
  body: wholeBody(latin1Bytes(body)),
  connection: null,
  receivedAtEpochMs: null,
};

describe("a claim of Signature Version 2", () => {
  it("is read from the Authorization header; a key id may hold a colon", () => {
    expect(readSigV2Header(bare, "AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=")).toMatchObject({
      form: "sigv2-header",
      dialect: "s3",
      algorithm: "HmacSHA1",
      accessKeyId: "AKIDEXAMPLE",
      providedSignature: "frJIUN8DYpKDtOLCwo//yllqDzg=",
    });
    expect(readSigV2Header(bare, "AWS tenant:user:abc=")?.accessKeyId).toBe("tenant:user");
    expect(readSigV2Header(bare, "Basic abc")).toBeNull();
  });

  it("is read from S3's query", () => {
    const query = queryParameters(
      "AWSAccessKeyId=AKIDEXAMPLE&Expires=1175139620&Signature=a%2Bb%3D&x-amz-security-token=t",
    );
    expect(readSigV2Query(bare, query)).toMatchObject({
      form: "sigv2-query",
      dialect: "s3",
      providedSignature: "a+b=",
      expiresText: "1175139620",
      sessionToken: "signed",
      place: "query",
    });
  });

  it("is read from the form of a Query service, and from nothing else in a body", () => {
    expect(readSigV2Query(bare, [])).toMatchObject({
      dialect: "query",
      algorithm: "HmacSHA256",
      version: "2",
      providedSignature: "a+b=",
      dateText: "2026-01-02T03:04:05Z",
      place: "body",
    });
    expect(readSigV2Query({ ...bare, method: "PUT" }, [])).toBeNull();
    expect(formParameters({ ...bare, headers: [] })).toBeNull();
    const plain = wholeBody(latin1Bytes("AWSAccessKeyId=a&Signature=b"));
    expect(readSigV2Query({ ...bare, body: plain }, [])).toBeNull();
  });
});
