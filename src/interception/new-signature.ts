// A new signature over a request: the head with other digits in it, and the way of the body behind it.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import type { ReadingRule } from "../sigv4/canonical-readings.ts";
import { credentialScope } from "../sigv4/credential-scope.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { SigningKeys } from "../sigv4/signing-key.ts";
import type { CandidateKey } from "../sigv4/verify.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import type { OutgoingBody } from "./outgoing-body.ts";
import { chunkedBody, framedBody, hashedBody } from "./outgoing-body.ts";
import type { PayloadPromise } from "./payload-promise.ts";

/** What is known when a request is signed again, and when that is. */
export interface SigningKnowledge {
  readonly knowledge: Knowledge;
  readonly keys: SigningKeys;
  readonly nowEpochMs: number;
}

/** A request as it goes out. Everything but the signature, and the Host where it goes to another one, is as it came. */
export interface SignedRequest {
  readonly target: string;
  readonly headers: RawHeaders;
  /** The new signature: lower-case hex. */
  readonly signature: string;
  /** The client's, of the same length. */
  readonly providedSignature: string;
  /** Where the credentials come from, for people. */
  readonly source: string;
  /** The Host it goes to and the one it came for; absent where they are the same. */
  readonly host?: string;
  readonly cameForHost?: string;
  /** Opens the body's way; null where the body goes as it comes. */
  readonly openBody: (() => OutgoingBody) | null;
}

/** All that a new signature is made from. */
export interface Signing {
  readonly request: CapturedRequest;
  readonly envelope: Envelope;
  readonly rule: ReadingRule;
  readonly candidate: CandidateKey;
  readonly promise: PayloadPromise;
}

/** Longest chunk of an upload that is held to be signed again, in bytes. */
const longestResignedChunk = 16_777_216;

/**
 * The request under a new signature (lower-case hex). `verifiedSeed`: the client's signature where its chunks must come out too, null
 * where they need not.
 */
export function signedRequest(
  signing: Signing,
  signature: string,
  verifiedSeed: string | null,
): SignedRequest {
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
    openBody: bodyOpener(signing, signature, verifiedSeed),
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
export function rightKey(envelope: Envelope, { knowledge, keys }: SigningKnowledge): CandidateKey | null {
  return candidateKeys(envelope, knowledge, keys)[0] ?? null;
}

/** The body that stands for the promised one while none is at hand. */
export function promisedBody(head: CapturedRequest, promise: PayloadPromise): CapturedRequest["body"] {
  return "sha256Hex" in promise ? { ...head.body, sha256Hex: promise.sha256Hex, content: null } : head.body;
}
