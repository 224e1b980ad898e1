// Verification: the client's signature against the one calculated under every accepted reading and every known key.

import type { CapturedRequest } from "../http/captured-exchange.ts";
import { hexBytes, p256Verifies } from "../http/digest.ts";
import type { CanonicalReading, ReadingRule } from "./canonical-readings.ts";
import { canonicalInput, canonicalReadings } from "./canonical-readings.ts";
import type { Derivation } from "./derivation.ts";
import { derivation } from "./derivation.ts";
import type { Envelope } from "./envelope.ts";
import type { Knowledge, KnownCredentials } from "./known-credentials.ts";
import { credentialsFor } from "./known-credentials.ts";
import { revealSecret } from "./secret.ts";
import type { SigningKeys } from "./signing-key.ts";
import { sigv4aPublicKey } from "./sigv4a-key.ts";
import { ecdsaAlgorithm, hmacAlgorithm } from "./terms.ts";

/** What the signature alone is worth. */
export type Verdict = "valid" | "mismatch" | "malformed" | "unsigned" | "unverifiable";

/** A verdict on a well-formed envelope with what it rests on. */
export interface Verification {
  readonly verdict: "valid" | "mismatch" | "unverifiable";
  /** The reading under which the signature came out, or the specification's own. */
  readonly reading: CanonicalReading;
  readonly derivation: Derivation;
  /** Source of the credentials used, for people; null without any. */
  readonly source: string | null;
}

/** A key that may be behind the client's signature, and where it comes from. */
export interface CandidateKey {
  readonly key: Uint8Array;
  readonly source: string;
  /** Null for a signing key given as such. */
  readonly credentials: KnownCredentials | null;
}

/** Verifies a request against everything known for its key id. */
export function verify(
  request: CapturedRequest,
  envelope: Envelope,
  rule: ReadingRule,
  known: { readonly knowledge: Knowledge; readonly keys: SigningKeys },
): Verification {
  const candidates = judges(envelope, known);
  const own = { departures: [], input: canonicalInput(request, envelope, rule) };
  const first = underReading(own, envelope, candidates);
  if (first.verdict !== "mismatch") return first;
  for (const reading of canonicalReadings(request, envelope, rule)) {
    if (reading.departures.length === 0) continue;
    const other = underReading(reading, envelope, candidates);
    if (other.verdict === "valid") return other;
  }
  return first;
}

/** One set of credentials as a judge of texts. */
interface Judge {
  readonly source: string;
  /** The key a signature is calculated with; null for SigV4A, whose signatures are verified and never compared. */
  readonly key: Uint8Array | null;
  readonly fits: (derived: Derivation) => boolean;
}

function judges(
  envelope: Envelope,
  known: { readonly knowledge: Knowledge; readonly keys: SigningKeys },
): Judge[] {
  if (envelope.algorithm === ecdsaAlgorithm) return ecdsaJudges(envelope, known.knowledge);
  if (envelope.algorithm !== hmacAlgorithm) return [];
  return candidateKeys(envelope, known.knowledge, known.keys).map(({ key, source }) => ({
    source,
    key,
    fits: (derived) => derived.calculatedSignature === envelope.providedSignature,
  }));
}

function ecdsaJudges(envelope: Envelope, knowledge: Knowledge): Judge[] {
  const signatureDer = hexBytes(envelope.providedSignature);
  return credentialsFor(knowledge, envelope.accessKeyId).map(({ secretAccessKey, source }) => ({
    source,
    key: null,
    fits: (derived) =>
      p256Verifies(
        sigv4aPublicKey(envelope.accessKeyId, secretAccessKey),
        derived.stringToSign,
        signatureDer,
      ),
  }));
}

function underReading(
  reading: CanonicalReading,
  envelope: Envelope,
  candidates: readonly Judge[],
): Verification {
  let first: Verification | null = null;
  for (const { key, source, fits } of candidates) {
    const derived = derivation(envelope, reading.input, key);
    const verdict = fits(derived) ? "valid" : "mismatch";
    const verification: Verification = { verdict, reading, derivation: derived, source };
    if (verdict === "valid") return verification;
    first ??= verification;
  }
  return (
    first ?? {
      verdict: "unverifiable",
      reading,
      derivation: derivation(envelope, reading.input, null),
      source: null,
    }
  );
}

/** Every known key for the envelope's key id, derived for its scope. */
export function candidateKeys(envelope: Envelope, knowledge: Knowledge, keys: SigningKeys): CandidateKey[] {
  const found: CandidateKey[] = [];
  for (const credentials of knowledge.credentials) {
    if (credentials.accessKeyId !== envelope.accessKeyId) continue;
    found.push({
      key: keys.keyFor(credentials.secretAccessKey, envelope.credentialScope),
      source: credentials.source,
      credentials,
    });
  }
  const { date, region, service } = envelope.credentialScope;
  for (const derived of knowledge.signingKeys) {
    if (derived.accessKeyId !== envelope.accessKeyId) continue;
    if (derived.date !== date || derived.region !== region || derived.service !== service) continue;
    found.push({ key: hexBytes(revealSecret(derived.keyHex)), source: "signing key", credentials: null });
  }
  return found;
}
