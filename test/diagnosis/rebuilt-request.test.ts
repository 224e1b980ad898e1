import { describe, expect, it } from "vitest";
import type { ClaimFacts } from "../../src/diagnosis/rebuilt-request.ts";
import { rebuiltRequest, stringToSignFacts, unknownSignature } from "../../src/diagnosis/rebuilt-request.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";

const nothing: ClaimFacts = { accessKeyId: null, signature: null };
const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function rebuilt(request: string | null, toSign: string | null, facts: ClaimFacts = nothing) {
  const texts = signedTexts(request, toSign);
  return texts && rebuiltRequest(texts, facts);
}

const toSign = (service: string): string =>
  `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/${service}/aws4_request\n${"0".repeat(64)}`;

describe("rebuiltRequest", () => {
  it("undoes the second encoding of the path, which only S3 leaves out", () => {
    const text = `GET\n/a%253Ab/%2A\n\nhost:x.us-east-1.es.amazonaws.com\n\nhost\n${hash}`;
    expect(rebuilt(text, toSign("es"))?.target).toBe("/a%3Ab/*");
    expect(rebuilt(text, toSign("s3"))?.target).toBe("/a%253Ab/%2A");
  });
  it("marks what it does not know of the claim, and takes the scope of the host where no text has one", () => {
    const request = rebuilt(
      `GET\n/\n\nhost:sts.us-east-1.amazonaws.com\nx-amz-date:20260102T030405Z\n\nhost;x-amz-date\n${hash}`,
      null,
    );
    expect(request?.headers.at(-1)).toEqual([
      "Authorization",
      `AWS4-HMAC-SHA256 Credential=AKIDUNKNOWN/20260102/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=${unknownSignature}`,
    ]);
  });
  it("puts the signature of a presigned URL back into its query", () => {
    const query =
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260102%2Fus-east-1%2Fs3%2Faws4_request";
    const request = rebuilt(
      `GET\n/k\n${query}\nhost:b.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD`,
      toSign("s3"),
      {
        accessKeyId: null,
        signature: "ab".repeat(32),
      },
    );
    expect(request?.target).toBe(`/k?${query}&X-Amz-Signature=${"ab".repeat(32)}`);
    expect(request?.headers).toEqual([["host", "b.s3.amazonaws.com"]]);
  });
  it("makes nothing of nothing", () => {
    expect(rebuilt("...", null)).toBeNull();
    expect(rebuilt(null, "9cb24d17")).toBeNull();
  });
});

describe("stringToSignFacts", () => {
  it("takes id and signature only where they are such", () => {
    expect(
      stringToSignFacts({ AWSAccessKeyId: "AKIAIOSFODNN7EXAMPLE", SignatureProvided: "c".repeat(64) }),
    ).toEqual({
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      signature: "c".repeat(64),
    });
    expect(stringToSignFacts({ AWSAccessKeyId: "[REDACTED]", SignatureProvided: "abc=" })).toEqual(nothing);
  });
});
