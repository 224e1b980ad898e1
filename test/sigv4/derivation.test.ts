import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { canonicalInput } from "../../src/sigv4/canonical-readings.ts";
import { derivation, signedTimestamp } from "../../src/sigv4/derivation.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

const { request } = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const reading = parseEnvelope(request);
if (reading.kind !== "read") throw new Error(reading.kind);
const { envelope } = reading;
const input = canonicalInput(request, envelope, { pathEncoding: "single" });

describe("derivation", () => {
  it("keeps every intermediate", () => {
    const key = signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", envelope.credentialScope);
    const derived = derivation(envelope, input, key);
    expect(derived.input).toBe(input);
    expect(derived.canonicalRequest.split("\n")[1]).toBe("/a");
    expect(derived.stringToSign).toBe(
      `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${derived.canonicalRequestSha256Hex}`,
    );
    expect(derived.calculatedSignature).toBe(envelope.providedSignature);
  });
  it("has no signature without a key", () => {
    expect(derivation(envelope, input, null).calculatedSignature).toBeNull();
  });
  it.each([
    ["2026-01-02T03:04:05Z", "20260102T030405Z"],
    ["Fri, 02 Jan 2026 03:04:05 GMT", "20260102T030405Z"],
    ["no date", "no date"],
    [null, ""],
  ])("writes the date %j as %j", (amzDate, timestamp) => {
    expect(signedTimestamp({ ...envelope, amzDate })).toBe(timestamp);
  });
});
