import { describe, expect, it } from "vitest";
import { exampleAccessKeyId, signedExample } from "../../src/diagnosis/example.ts";
import { envelopeOf, verdictOf } from "../../src/diagnosis/reading-verdict.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";

const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const text = { verdict: "valid", stringToSign: "", calculatedSignature: null, source: null } as const;

describe("the verdict on a reading", () => {
  it("is that of the verification for what can be derived", () => {
    const reading = parseEnvelope(request);
    expect(envelopeOf(reading)?.accessKeyId).toBe(exampleAccessKeyId);
    expect(verdictOf(reading, null, null)).toBe("unverifiable");
  });

  it("is unsigned without an envelope", () => {
    const reading = parseEnvelope({ ...request, headers: [] });
    expect(envelopeOf(reading)).toBeNull();
    expect(verdictOf(reading, null, null)).toBe("unsigned");
  });

  it("is that of the text for Signature Version 2, and unverifiable without one", () => {
    const reading = parseEnvelope({ ...request, headers: [["Authorization", "AWS AKIDEXAMPLE:abc="]] });
    expect(verdictOf(reading, null, text)).toBe("valid");
    expect(verdictOf(reading, null, null)).toBe("unverifiable");
  });
});
