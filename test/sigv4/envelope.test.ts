import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const bare = withHeader(request, "Authorization", null);

describe("envelope", () => {
  it("is read from the Authorization header", () => {
    expect(parseEnvelope(request)).toMatchObject({
      kind: "read",
      envelope: { form: "authorization-header", sessionToken: "absent" },
    });
  });
  it("is read from a presigned query", () => {
    const presigned = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      presignedSeconds: 60,
    });
    expect(parseEnvelope(presigned.request)).toMatchObject({
      kind: "read",
      envelope: { form: "presigned-url" },
    });
  });
  it("is absent where neither is there", () => {
    expect(parseEnvelope(bare)).toEqual({ kind: "absent", form: "none" });
  });
  it("names another scheme without keeping what it carries", () => {
    const reading = parseEnvelope(withHeader(bare, "Authorization", "Bearer eyJhbGciOi.secret"));
    expect(reading).toEqual({ kind: "other-scheme", form: "bearer", scheme: "Bearer" });
  });
  it("recognises the old signature in header and query", () => {
    expect(parseEnvelope(withHeader(bare, "Authorization", "AWS AKIAEXAMPLE:c2ln="))).toMatchObject({
      kind: "legacy",
      form: "sigv2-header",
      accessKeyId: "AKIAEXAMPLE",
      claim: { providedSignature: "c2ln=", dialect: "s3" },
    });
    expect(
      parseEnvelope({ ...bare, target: "/a?AWSAccessKeyId=AKIAEXAMPLE&Signature=x&Expires=1" }),
    ).toMatchObject({
      kind: "legacy",
      form: "sigv2-query",
      accessKeyId: "AKIAEXAMPLE",
      claim: { expiresText: "1" },
    });
  });
  it("tells chunk-signed and event streams apart by their payload token", () => {
    expect(
      parseEnvelope(withHeader(request, "X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")),
    ).toMatchObject({ envelope: { form: "chunked" } });
    expect(
      parseEnvelope(withHeader(request, "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-EVENTS")),
    ).toMatchObject({ envelope: { form: "event-stream" } });
  });
  it("tells whether a session token is signed", () => {
    const withToken = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      sessionToken: "t",
    });
    expect(parseEnvelope(withToken.request)).toMatchObject({ envelope: { sessionToken: "signed" } });
    expect(parseEnvelope(withHeader(request, "X-Amz-Security-Token", "t"))).toMatchObject({
      envelope: { sessionToken: "unsigned" },
    });
  });
  it("never throws, whatever the header and the query say", () => {
    const piece = fc.constantFrom(
      "AWS4-HMAC-SHA256",
      " ",
      ",",
      "Credential=",
      "a/b/c/d/e",
      "SignedHeaders=",
      "host;",
      "Signature=",
      "=",
      "\u0000",
      "AWS ",
      ":",
      "Authorization:",
      "%zz",
      "\t",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join("")),
    );
    const parameter = fc.constantFrom(
      "X-Amz-Algorithm",
      "X-Amz-Credential=a",
      "X-Amz-Signature=%",
      "X-Amz-SignedHeaders",
      "&",
      "=",
      "?",
      "#",
      "a=b",
    );
    fc.assert(
      fc.property(text, fc.array(parameter, { maxLength: 8 }), (authorization, query) => {
        parseEnvelope(withHeader(request, "Authorization", authorization));
        parseEnvelope({ ...bare, target: `/?${query.join("&")}` });
      }),
      { numRuns: 3000, seed: 11 },
    );
  });
});
