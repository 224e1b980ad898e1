import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { CapturedRequest } from "../../src/http/captured-exchange.ts";
import { latin1, latin1Bytes, parseHttpMessage, wholeBody } from "../../src/http/http-message.ts";
import { canonicalReadings } from "../../src/sigv4/canonical-readings.ts";
import { derivation } from "../../src/sigv4/derivation.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { signingKey } from "../../src/sigv4/signing-key.ts";

interface Vector {
  readonly name: string;
  readonly kind: string;
  readonly wire_request: string | null;
  readonly wire_flags: { normalize_path: boolean; double_encode: boolean } | null;
  readonly wire_verified: boolean;
  readonly payload_hash?: string | null;
  readonly secret_key: string;
  /** Null where the suite gives the signature alone. */
  readonly canonical_request: string | null;
  readonly string_to_sign: string | null;
  readonly signed_request: string;
  readonly flags: { fold?: string; form_body_to_query?: boolean };
  readonly signature: string;
  readonly unusable?: unknown;
}

/** Two options of single implementations that no live service shares: folded lines as values, a form body as query. */
function asTheSuiteReads(request: CapturedRequest, vector: Vector): CapturedRequest {
  if (vector.flags.fold === "comma") {
    const headers = request.headers.flatMap(([name, value]) =>
      name === "My-Header1"
        ? value.split(" ").map((line) => [name, line] as const)
        : [[name, value] as const],
    );
    return { ...request, headers };
  }
  if (!vector.flags.form_body_to_query) return request;
  const form = latin1(request.body.content ?? new Uint8Array());
  return { ...request, target: `${request.target}?${form}`, body: wholeBody(new Uint8Array()) };
}

const folder = fileURLToPath(new URL("../../../shared/vectors/", import.meta.url));

for (const file of ["vectors-classic.json", "vectors-s3-docs.json"]) {
  describe.skipIf(!existsSync(folder + file))(`published vectors of ${file}`, () => {
    const vectors: Vector[] = existsSync(folder + file)
      ? JSON.parse(readFileSync(folder + file, "utf8"))
      : [];
    for (const vector of vectors) {
      if (vector.kind !== "header" && vector.kind !== "query") continue;
      if (!vector.wire_request || vector.unusable) continue;
      it(`matches ${vector.name} at every step`, () => {
        const parsed = parseHttpMessage(latin1Bytes(vector.wire_request ?? ""), { scheme: null });
        if ("refusal" in parsed) throw new Error(parsed.refusal);
        const request = asTheSuiteReads(parsed.request, vector);
        const reading = parseEnvelope(request);
        if (reading.kind !== "read") throw new Error(JSON.stringify(reading));
        const key = signingKey(vector.secret_key, reading.envelope.credentialScope);
        const rule = {
          pathEncoding:
            vector.wire_flags?.double_encode === false ? ("single" as const) : ("double" as const),
          ...(vector.payload_hash ? { payloadHash: vector.payload_hash } : {}),
        };
        const derived = [...canonicalReadings(request, reading.envelope, rule)].map(({ input }) =>
          derivation(reading.envelope, input, key),
        );
        const found = derived.find((one) => one.calculatedSignature === vector.signature) ?? derived[0];
        if (vector.canonical_request !== null) expect(found?.canonicalRequest).toBe(vector.canonical_request);
        if (vector.string_to_sign !== null) expect(found?.stringToSign).toBe(vector.string_to_sign);
        expect(found?.calculatedSignature).toBe(vector.signature);
        expect(reading.envelope.providedSignature).toBe(vector.signature);
      });
    }
  });
}
