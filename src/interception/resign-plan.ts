// Whether a request is signed again before it goes on (--resign), and as what: decided from its head, synchronously, without a search.

import { readingRule } from "../diagnosis/reading-rule.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { hostOf } from "../http/request-target.ts";
import { canonicalInput } from "../sigv4/canonical-readings.ts";
import { derivation } from "../sigv4/derivation.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { verify } from "../sigv4/verify.ts";
import type { SignedRequest, Signing, SigningKnowledge } from "./new-signature.ts";
import { promisedBody, rightKey, signedRequest } from "./new-signature.ts";
import { payloadPromise } from "./payload-promise.ts";
import { destinationObstacle, signingObstacle } from "./signing-obstacles.ts";

/** Which requests are signed again: those whose signature is wrong, or all of a known key id. */
export type ResignMode = "mismatch" | "all";

/** What to do with a request. */
export type ResignDecision =
  /** It goes as it came. A reason is worth telling; null: nobody asked for more. */
  | { readonly action: "leave"; readonly reason: string | null }
  /** The head does not say what the signature needs: ask again with the whole body. */
  | { readonly action: "await-body" }
  | { readonly action: "sign"; readonly signed: SignedRequest };

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

function signed(signing: Signing, mode: ResignMode, known: SigningKnowledge): ResignDecision {
  const { request, envelope, rule, candidate } = signing;
  const own = derivation(envelope, canonicalInput(request, envelope, rule), candidate.key);
  const signature = own.calculatedSignature ?? "";
  if (signature === envelope.providedSignature)
    return mode === "all"
      ? leave("its signature is right, so that signing it again gives the same")
      : leaveSilently;
  if (mode === "mismatch" && isRightOtherwise(signing, known)) return leaveSilently;
  return { action: "sign", signed: signedRequest(signing, signature, null) };
}

/** Whether the signature comes out under another reading that AWS accepts. */
function isRightOtherwise({ request, envelope, rule, candidate }: Signing, known: SigningKnowledge): boolean {
  const { credentials } = candidate;
  const knowledge = credentials ? { credentials: [credentials], signingKeys: [] } : known.knowledge;
  return verify(request, envelope, rule, { knowledge, keys: known.keys }).verdict === "valid";
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
