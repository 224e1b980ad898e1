import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { signedAgain, unsignable } from "../../src/interception/signed-again.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { secondOpinion } from "../../src/sigv4/second-opinion.ts";
import { Secret } from "../../src/sigv4/secret.ts";

const nowEpochMs = Date.parse("2026-03-04T05:06:07Z");
const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: new Secret(exampleSecret),
  spelling: null,
  sessionToken: null,
  source: "test",
};
const s3 = { credentials, region: "us-east-1", service: "s3", nowEpochMs };
const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b//c?x-id=PutObject&z=%2F",
  headers: [
    ["Content-Type", "text/plain"],
    ["x-amz-meta-a", "one  two"],
  ] as const,
  body: "the body",
};

function verdictOf(request: CapturedRequest, knowledge = exampleKnowledge()): string {
  const subject = { id: "1", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  return examine(subject, createExaminer(knowledge)).verdict;
}

describe("a request signed again", () => {
  it("is valid, and but for date and signature the same", async () => {
    const { request } = signedExample({ ...put, secret: "another" });
    expect(verdictOf(request)).toBe("mismatch");
    const again = signedAgain(request, s3);
    expect(verdictOf(again)).toBe("valid");
    const rest = ({ headers }: CapturedRequest): unknown =>
      headers.filter(([name]) => !/^(?:authorization|x-amz-date|x-amz-content-sha256)$/i.test(name));
    expect(rest(again)).toEqual(rest(request));
    expect({ ...again, headers: [] }).toEqual({ ...request, headers: [] });
    expect(again.headers).toContainEqual(["X-Amz-Date", "20260304T050607Z"]);
    expect(again.headers.at(-1)?.[1]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20260304\/us-east-1\/s3\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-a, Signature=[0-9a-f]{64}$/,
    );
  });

  it("has the signature of the independent signer", async () => {
    const { request } = signedExample({
      method: "POST",
      url: "https://dynamodb.eu-west-1.amazonaws.com/",
      service: "dynamodb",
      region: "eu-west-1",
      headers: [["X-Amz-Target", "DynamoDB_20120810.ListTables"]],
      body: "{}",
    });
    const again = signedAgain(request, { ...s3, region: "eu-west-1", service: "dynamodb" });
    const reading = parseEnvelope(again);
    if (reading.kind !== "read") throw new Error(reading.kind);
    const input = { secretAccessKey: credentials.secretAccessKey, pathEncoding: "double" as const };
    expect(await secondOpinion(again, reading.envelope, input)).toEqual({
      kind: "signed",
      signature: reading.envelope.providedSignature,
    });
  });

  it("carries the token of temporary credentials, and none of the old ones", () => {
    const { request } = signedExample({ ...put, sessionToken: "old" });
    const fresh = { ...credentials, accessKeyId: "ASIAFRESH", sessionToken: new Secret("new") };
    const again = signedAgain(request, { ...s3, credentials: fresh });
    const tokens = again.headers.filter(([name]) => /security-token/i.test(name));
    expect(tokens).toEqual([["X-Amz-Security-Token", "new"]]);
    expect(verdictOf(again, { credentials: [fresh], signingKeys: [] })).toBe("valid");
  });

  it("takes the place of a presigned URL", () => {
    const { request } = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?versionId=3",
      presignedSeconds: 60,
    });
    const again = signedAgain(request, s3);
    expect(again.target).toBe("/a?versionId=3");
    expect(verdictOf(again)).toBe("valid");
  });

  it("leaves a body unsigned that was", () => {
    const { request } = signedExample({
      ...put,
      headers: [["X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"]],
      signedInput: (input) => ({ ...input, payloadHash: "UNSIGNED-PAYLOAD" }),
    });
    expect(signedAgain(request, s3).headers).toContainEqual(["X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"]);
  });

  it("is not made of a body in chunks, or of one that is not whole", () => {
    const { request } = signedExample(put);
    expect(unsignable(request)).toBeNull();
    expect(unsignable({ ...request, body: { ...request.body, content: null } })).toBe(
      "its body was not kept whole",
    );
    const chunked = {
      ...request,
      headers: [["x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"]] as const,
    };
    expect(unsignable(chunked)).toMatch(/in chunks/);
  });
});
