import { describe, expect, it } from "vitest";
import { exampleKnowledge, exampleSecret, signedExample } from "../../src/diagnosis/example.ts";
import { promisedBody, rightKey, signedRequest } from "../../src/interception/new-signature.ts";
import type { Envelope } from "../../src/sigv4/envelope.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { rememberSigningKeys } from "../../src/sigv4/signing-key.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const nowEpochMs = 0;

function envelopeOf(request: Parameters<typeof parseEnvelope>[0]): Envelope {
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") throw new Error("this is a bug: no envelope");
  return reading.envelope;
}

describe("the right key", () => {
  it("is that of the first source that names the key id", () => {
    const envelope = envelopeOf(signedExample({ url }).request);
    const credentials = [
      ...exampleKnowledge("x", "AKIAIOSFODNN7ANOTHER").credentials,
      ...exampleKnowledge(exampleSecret).credentials.map((each) => ({ ...each, source: "first" })),
      ...exampleKnowledge("another").credentials.map((each) => ({ ...each, source: "second" })),
    ];
    const known = { knowledge: { credentials, signingKeys: [] }, keys: rememberSigningKeys(), nowEpochMs };
    expect(rightKey(envelope, known)?.source).toBe("first");
    expect(rightKey({ ...envelope, accessKeyId: "AKIAUNKNOWN" }, known)).toBe(null);
  });
});

describe("a new signature", () => {
  it("takes the place of the old one where a presigned URL has it, and nowhere else", () => {
    const { request } = signedExample({ url, presignedSeconds: 60 });
    const envelope = envelopeOf(request);
    const old = envelope.providedSignature;
    const decoy = { ...request, target: request.target.replace("/a?", `/${old}?`) };
    const candidate = { key: new Uint8Array(32), source: "test", credentials: null };
    const promise = { kind: "nothing", sha256Hex: "" } as const;
    const signing = {
      request: decoy,
      envelope,
      rule: { pathEncoding: "single" },
      candidate,
      promise,
    } as const;
    const signed = signedRequest(signing, "0".repeat(64), null);
    expect(signed.target).toBe(
      decoy.target.replace(`X-Amz-Signature=${old}`, `X-Amz-Signature=${"0".repeat(64)}`),
    );
    expect(signed.target).toContain(`/${old}?`);
    expect([signed.headers, signed.openBody]).toEqual([request.headers, null]);
  });
});

describe("the body that stands for a promised one", () => {
  it("has the promised hash", () => {
    const { request } = signedExample({ url });
    expect(promisedBody(request, { kind: "hash", sha256Hex: "ab" }).sha256Hex).toBe("ab");
    expect(promisedBody(request, { kind: "framed" })).toBe(request.body);
  });
});
