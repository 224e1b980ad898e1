// Whether a request is signed again before it goes on (--resign), and as what: decided from its head, synchronously, without a search.

import { readingRule } from "../diagnosis/reading-rule.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { hostOf } from "../http/request-target.ts";
import type { ReadingRule } from "../sigv4/canonical-readings.ts";
import { canonicalInput } from "../sigv4/canonical-readings.ts";
import { credentialScope } from "../sigv4/credential-scope.ts";
import { derivation, signedTimestamp } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { SigningKeys } from "../sigv4/signing-key.ts";
import type { CandidateKey } from "../sigv4/verify.ts";
import { candidateKeys, verify } from "../sigv4/verify.ts";
import type { OutgoingBody } from "./outgoing-body.ts";
import { chunkedBody, framedBody, hashedBody } from "./outgoing-body.ts";
import type { PayloadPromise } from "./payload-promise.ts";
import { payloadPromise } from "./payload-promise.ts";
import { destinationObstacle, signingObstacle } from "./signing-obstacles.ts";

/** Which requests are signed again: those whose signature is wrong, or all of a known key id. */
export type ResignMode = "mismatch" | "all";

/** What is known when a request is signed again, and when that is. */
export interface SigningKnowledge {
  readonly knowledge: Knowledge;
  readonly keys: SigningKeys;
  readonly nowEpochMs: number;
}

/** A request as it goes out. Everything but the signature is as it came. */
export interface SignedRequest {
  readonly target: string;
  readonly headers: RawHeaders;
  /** The new signature: lower-case hex. */
  readonly signature: string;
  /** The client's, of the same length. */
  readonly providedSignature: string;
  /** Where the credentials come from, for people. */
  readonly source: string;
  /** Opens the body's way; null where the body goes as it comes. */
  readonly openBody: (() => OutgoingBody) | null;
}

/** What to do with a request. */
export type ResignDecision =
  /** It goes as it came. A reason is worth telling; null: nobody asked for more. */
  | { readonly action: "leave"; readonly reason: string | null }
  /** The head does not say what the signature needs: ask again with the whole body. */
  | { readonly action: "await-body" }
  | { readonly action: "sign"; readonly signed: SignedRequest };

/** Longest chunk of an upload that is held to be signed again, in bytes. */
const longestResignedChunk = 16_777_216;

const leaveSilently: ResignDecision = { action: "leave", reason: null };

/**
 * Decides one request from its head. `body` is null until the head alone did not do; then the whole body as captured. Total: any
 * bytes give a decision.
 */
export function resignPlan(
  head: CapturedRequest,
  body: CapturedRequest["body"] | null,
  mode: ResignMode,
  known: SigningKnowledge,
): ResignDecision {
  const reading = parseEnvelope(head);
  if (reading.kind !== "read") return leaveUnread(reading, known.knowledge);
  const { envelope } = reading;
  const candidate = rightKey(envelope, known);
  if (candidate === null) return leaveSilently;
  const endpoint = endpointOf(hostOf(head));
  const obstacle =
    signingObstacle(head, envelope, known.nowEpochMs) ?? destinationObstacle(envelope, endpoint);
  if (obstacle !== null) return leave(obstacle);
  const rule = readingRule(envelope, endpoint);
  const promise = payloadPromise(head, envelope, rule.service ?? envelope.credentialScope.service);
  if (promise.kind === "impossible") return leave(promise.reason);
  if (promise.kind === "unsaid" && body === null) return { action: "await-body" };
  const request = { ...head, body: body ?? promisedBody(head, promise) };
  return signed({ request, envelope, rule, candidate, promise }, mode, known);
}

/** All that a new signature is made from. */
interface Signing {
  readonly request: CapturedRequest;
  readonly envelope: Envelope;
  readonly rule: ReadingRule;
  readonly candidate: CandidateKey;
  readonly promise: PayloadPromise;
}

function signed(signing: Signing, mode: ResignMode, known: SigningKnowledge): ResignDecision {
  const { request, envelope, rule, candidate } = signing;
  const own = derivation(envelope, canonicalInput(request, envelope, rule), candidate.key);
  const signature = own.calculatedSignature ?? "";
  if (signature === envelope.providedSignature)
    return mode === "all"
      ? leave("its signature is right, so that signing it again gives the same")
      : leaveSilently;
  if (mode === "mismatch" && isRightOtherwise(signing, known)) return leaveSilently;
  return { action: "sign", signed: signedRequest(signing, signature) };
}

/** Whether the signature comes out under another reading that AWS accepts. */
function isRightOtherwise({ request, envelope, rule, candidate }: Signing, known: SigningKnowledge): boolean {
  const { credentials } = candidate;
  const knowledge = credentials ? { credentials: [credentials], signingKeys: [] } : known.knowledge;
  return verify(request, envelope, rule, { knowledge, keys: known.keys }).verdict === "valid";
}

function signedRequest(signing: Signing, signature: string): SignedRequest {
  const { request, envelope, candidate } = signing;
  const { providedSignature } = envelope;
  const presigned = envelope.form === "presigned-url";
  return {
    target: presigned
      ? request.target.replace(`X-Amz-Signature=${providedSignature}`, `X-Amz-Signature=${signature}`)
      : request.target,
    headers: presigned
      ? request.headers
      : request.headers.map(([name, value]) =>
          name.toLowerCase() === "authorization"
            ? [name, value.replace(`Signature=${providedSignature}`, `Signature=${signature}`)]
            : [name, value],
        ),
    signature,
    providedSignature,
    source: candidate.source,
    openBody: bodyOpener(signing, signature, null),
  };
}

/** The way of a body behind a new signature. `verifiedSeed`: see `ChunkResigning`. */
function bodyOpener(
  { promise, envelope, candidate }: Signing,
  seedSignature: string,
  verifiedSeed: string | null,
): SignedRequest["openBody"] {
  if (promise.kind === "hash") return () => hashedBody(promise.sha256Hex);
  if (promise.kind === "framed") return framedBody;
  if (promise.kind !== "chunks") return null;
  return () =>
    chunkedBody({
      algorithm: envelope.algorithm,
      timestamp: signedTimestamp(envelope),
      scope: credentialScope(envelope.credentialScope),
      key: candidate.key,
      seedSignature,
      verifiedSeed,
      trailer: promise.trailer,
      mostChunkBytes: longestResignedChunk,
    });
}

/** The key that is right for a key id: that of the first source that names it. AWS knows one secret for each. */
function rightKey(envelope: Envelope, { knowledge, keys }: SigningKnowledge): CandidateKey | null {
  return candidateKeys(envelope, knowledge, keys)[0] ?? null;
}

function promisedBody(head: CapturedRequest, promise: PayloadPromise): CapturedRequest["body"] {
  return "sha256Hex" in promise ? { ...head.body, sha256Hex: promise.sha256Hex, content: null } : head.body;
}

function leave(reason: string): ResignDecision {
  return { action: "leave", reason };
}

/** A claim that cannot be read is told only of a key that is known. */
function leaveUnread(
  reading: Exclude<ReturnType<typeof parseEnvelope>, { kind: "read" }>,
  { credentials }: Knowledge,
): ResignDecision {
  const claimed =
    reading.kind === "malformed"
      ? reading.parts.accessKeyId
      : reading.kind === "legacy"
        ? reading.accessKeyId
        : null;
  return credentials.some(({ accessKeyId }) => accessKeyId === claimed)
    ? leave("its envelope is none of Signature Version 4 in good order")
    : leaveSilently;
}
