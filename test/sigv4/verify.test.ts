import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1Bytes, wholeBody } from "../../src/http/http-message.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import type { Knowledge } from "../../src/sigv4/known-credentials.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { Secret } from "../../src/sigv4/secret.ts";
import { rememberSigningKeys } from "../../src/sigv4/signing-key.ts";
import { verify } from "../../src/sigv4/verify.ts";

function verdict(request: CapturedRequest, knowledge: Knowledge = exampleKnowledge()) {
  const reading = parseEnvelope(request);
  if (reading.kind !== "read") return { verdict: reading.kind, reading: null, source: null };
  return verify(
    request,
    reading.envelope,
    { pathEncoding: "single" },
    { knowledge, keys: rememberSigningKeys() },
  );
}

const { request } = signedExample({
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b?x=1",
  headers: [["X-Amz-Meta-A", "v"]],
  body: "abc",
});

describe("verify", () => {
  it("finds a correct signature valid and names the source", () => {
    expect(verdict(request)).toMatchObject({ verdict: "valid", source: "profile example" });
  });
  it("finds another secret's signature a mismatch", () => {
    expect(verdict(request, exampleKnowledge("another")).verdict).toBe("mismatch");
  });
  it("cannot verify a key id it does not know", () => {
    expect(verdict(request, noKnowledge).verdict).toBe("unverifiable");
    expect(verdict(request, exampleKnowledge("s", "AKIAOTHER")).verdict).toBe("unverifiable");
  });
  it("tries every secret known for a key id", () => {
    const [right] = exampleKnowledge().credentials;
    const [wrong] = exampleKnowledge("another").credentials;
    if (!right || !wrong) throw new Error("no example credentials");
    expect(
      verdict(request, { credentials: [wrong, { ...right, source: "second" }], signingKeys: [] }),
    ).toMatchObject({ verdict: "valid", source: "second" });
  });
  it("verifies with a derived signing key alone, for its own scope only", () => {
    // Derived elsewhere (Python's hmac) from the documentation's secret for 20260102/us-east-1/s3.
    const keyHex = new Secret("49f1b307aab83b5abd326975d5ae2e1919490bb5151384545276f0b32e2c4012");
    const signingKeys = [
      { accessKeyId: "AKIAIOSFODNN7EXAMPLE", date: "20260102", region: "us-east-1", service: "s3", keyHex },
    ];
    expect(verdict(request, { credentials: [], signingKeys })).toMatchObject({
      verdict: "valid",
      source: "signing key",
    });
    const elsewhere = signingKeys.map((key) => ({ ...key, region: "eu-west-1" }));
    expect(verdict(request, { credentials: [], signingKeys: elsewhere }).verdict).toBe("unverifiable");
  });
  it("reports the reading under which the signature came out", () => {
    const plus = signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?p=a+b",
      signedInput: (input) => ({ ...input, canonicalQuery: "p=a%20b" }),
    });
    expect(verdict(plus.request).reading?.departures).toEqual(["a + in the query was signed as a blank"]);
  });
  it("finds any one-byte change of a signed part a mismatch", () => {
    const key = fc.string({ unit: fc.constantFrom(..."abc/%20~-_.=+&é "), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        key,
        fc.nat(),
        fc.constantFrom("path", "query", "header", "host", "method", "payload"),
        (name, at, part) => {
          const url = `https://examplebucket.s3.us-east-1.amazonaws.com/${encodeURIComponent(name)}?k=${encodeURIComponent(name)}`;
          const signed = signedExample({
            method: "PUT",
            url,
            headers: [["X-Amz-Meta-A", "value"]],
            body: name.replace(/[^ -~]/g, "x"),
          }).request;
          expect(verdict(signed).verdict).toBe("valid");
          expect(verdict(changed(signed, part, at)).verdict).toBe("mismatch");
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });
});

function changed(signed: CapturedRequest, part: string, at: number): CapturedRequest {
  const header = (name: string, value: (old: string) => string): CapturedRequest => ({
    ...signed,
    headers: signed.headers.map(
      ([given, old]) => [given, given.toLowerCase() === name ? value(old) : old] as const,
    ),
  });
  switch (part) {
    case "path":
      return { ...signed, target: `/${"xyz"[at % 3]}${signed.target}` };
    case "query":
      return { ...signed, target: `${signed.target}${"xyz"[at % 3]}` };
    case "header":
      return header(
        "x-amz-meta-a",
        (old) => `${old.slice(0, at % old.length)}!${old.slice(at % old.length)}`,
      );
    case "host":
      return header("host", (old) => `a${old}`);
    case "method":
      return { ...signed, method: "POST" };
    default:
      return {
        ...header("x-amz-content-sha256", () => wholeBody(latin1Bytes(`${at}`)).sha256Hex),
        body: wholeBody(latin1Bytes(`${at}`)),
      };
  }
}
