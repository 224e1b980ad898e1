// The package's library, `countersign/core`: read an envelope, derive, verify, explain. Values in, values out; no sockets, no files, no
// environment. A surface of its own over the core, so that the core may change behind it.
import { createExaminer } from "./diagnosis/examine.ts";
import { examineFully } from "./diagnosis/examine-fully.ts";
import { readingRule } from "./diagnosis/reading-rule.ts";
import { envelopeOf, verdictOf } from "./diagnosis/reading-verdict.ts";
import { endpointOf } from "./endpoints/endpoint.ts";
import { hostOf } from "./http/request-target.ts";
import type { KnownKey, ReceivedResponse, SignedRequest } from "./library/signed-request.ts";
import { asCaptured, asCapturedResponse, knowledgeOf } from "./library/signed-request.ts";
import type { ExaminationJson } from "./report/examination-json.ts";
import { examinationJson } from "./report/examination-json.ts";
import { canonicalInput } from "./sigv4/canonical-readings.ts";
import type { CredentialScope } from "./sigv4/credential-scope.ts";
import { derivation } from "./sigv4/derivation.ts";
import type { EnvelopeForm } from "./sigv4/envelope.ts";
import { parseEnvelope } from "./sigv4/envelope.ts";
import { rememberSigningKeys } from "./sigv4/signing-key.ts";
import { textClaim, verifyText } from "./sigv4/text-claim.ts";
import type { Verdict } from "./sigv4/verify.ts";
import { verify as verified } from "./sigv4/verify.ts";

export type {
  DerivedKey,
  HeaderList,
  KnownKey,
  KnownSecret,
  ReceivedResponse,
  SignedRequest,
} from "./library/signed-request.ts";
export type { ExaminationJson } from "./report/examination-json.ts";

/** What a request claims. */
export interface Parsed {
  readonly form: EnvelopeForm;
  readonly algorithm: string;
  readonly accessKeyId: string;
  readonly credentialScope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly providedSignature: string;
  /** As sent; null where there is none. */
  readonly amzDate: string | null;
  readonly sessionToken: "signed" | "unsigned" | "absent";
}

/** Why a request claims nothing that can be verified, in the words of the grammar: `component-missing`, `unsigned`, … */
export interface ParseRefusal {
  readonly refused: string;
}

/** Every intermediate of Signature Version 4. Text is latin1: one character is one byte. */
export interface Derived {
  readonly canonicalRequest: string;
  readonly canonicalRequestSha256Hex: string;
  readonly stringToSign: string;
  /** Lower-case hex; null where no key is known for the request's key id. */
  readonly calculatedSignature: string | null;
}

/** A verdict on the signature alone. */
export interface Verified {
  readonly verdict: Verdict;
  /** Null where nothing can be derived: `malformed`, `unsigned`, and forms that sign another text (Signature Version 2, POST policies). */
  readonly derived: Derived | null;
}

/** What `explain` may know beside the request. */
export interface ExplainOptions {
  readonly keys?: readonly KnownKey[];
  readonly response?: ReceivedResponse | null;
  /** The judge's clock in milliseconds since 1970; left out: time is judged by the answer's Date, or not at all. */
  readonly nowEpochMs?: number | null;
  /** Bounds of the search for a proof (default 5000 ms and 700 000 suppositions). It runs in this thread. */
  readonly searchMilliseconds?: number;
  readonly suppositions?: number;
}

/** Reads what a request claims in its Authorization header or presigned query. Never throws for what is in it. */
export function parse(request: SignedRequest): Parsed | ParseRefusal {
  const reading = parseEnvelope(asCaptured(request));
  if (reading.kind === "malformed") return { refused: reading.reasons[0]?.reason ?? "malformed" };
  if (reading.kind !== "read") return { refused: reading.kind };
  const { form, algorithm, accessKeyId, credentialScope, signedHeaders } = reading.envelope;
  const { providedSignature, amzDate, sessionToken } = reading.envelope;
  return {
    ...{ form, algorithm, accessKeyId, credentialScope, signedHeaders },
    ...{ providedSignature, amzDate, sessionToken },
  };
}

/** Derives canonical request, string to sign and, with a key, the signature, from the bytes as sent; null without an envelope. */
export function derive(request: SignedRequest, keys: readonly KnownKey[] = []): Derived | null {
  const captured = asCaptured(request);
  const envelope = envelopeOf(parseEnvelope(captured));
  if (envelope === null) return null;
  const rule = readingRule(envelope, endpointOf(hostOf(captured)));
  const known = { knowledge: knowledgeOf(keys), keys: rememberSigningKeys() };
  const made = keys.length === 0 ? null : verified(captured, envelope, rule, known).derivation;
  return derived(made ?? derivation(envelope, canonicalInput(captured, envelope, rule), null));
}

/**
 * Verifies the signature of a request with the keys that are known. Of an upload in chunks it is the signature of the head: `explain`
 * verifies the chunks.
 */
export function verify(request: SignedRequest, keys: readonly KnownKey[]): Verified {
  const captured = asCaptured(request);
  const reading = parseEnvelope(captured);
  const envelope = envelopeOf(reading);
  const known = { knowledge: knowledgeOf(keys), keys: rememberSigningKeys() };
  const rule = envelope && readingRule(envelope, endpointOf(hostOf(captured)));
  const made = envelope && rule && verified(captured, envelope, rule, known);
  const claim = envelope ? null : textClaim(captured, reading);
  const text = claim && verifyText(claim, known.knowledge);
  return { verdict: verdictOf(reading, made, text), derived: made && derived(made.derivation) };
}

/** Examines a request in full: verdict, findings, the proof of a mismatch, and what AWS will answer. Redacted; never throws for what is in it. */
export async function explain(
  request: SignedRequest,
  options: ExplainOptions = {},
): Promise<ExaminationJson> {
  const { keys = [], response = null, nowEpochMs = null } = options;
  const subject = {
    ...{ id: "1", input: null, index: 0, selfCheck: null, nowEpochMs },
    request: asCaptured(request),
    response: response === null ? null : asCapturedResponse(response),
  };
  const budget = {
    milliseconds: options.searchMilliseconds ?? 5_000,
    suppositions: options.suppositions ?? 700_000,
    now: () => performance.now(),
  };
  const examination = await examineFully(subject, createExaminer(knowledgeOf(keys)), budget);
  return examinationJson(examination, { signature: "full" });
}

function derived({
  canonicalRequest,
  canonicalRequestSha256Hex,
  stringToSign,
  calculatedSignature,
}: Derived): Derived {
  return { canonicalRequest, canonicalRequestSha256Hex, stringToSign, calculatedSignature };
}
