// A request sent to countersign as to an endpoint of AWS (--endpoint-mode): its signature, made for our address, must come out under
// the known secret of its key id; then it is signed again for the host that its scope means. Anything else is refused.

import { readingRule } from "../diagnosis/reading-rule.ts";
import { endpointOf } from "../endpoints/endpoint.ts";
import { serviceHost } from "../endpoints/service-host.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { canonicalInput } from "../sigv4/canonical-readings.ts";
import { derivation } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";
import { verify } from "../sigv4/verify.ts";
import type { SignedRequest, Signing, SigningKnowledge } from "./new-signature.ts";
import { promisedBody, rightKey, signedRequest } from "./new-signature.ts";
import type { EndpointHost } from "./own-endpoint.ts";
import type { PayloadPromise } from "./payload-promise.ts";
import { payloadPromise } from "./payload-promise.ts";
import { destinationObstacle, signingObstacle } from "./signing-obstacles.ts";

/** What to do with a request to the endpoint. */
export type EndpointDecision =
  /** It is answered here with 403 and this reason. */
  | { readonly action: "refuse"; readonly reason: string }
  /** The head does not say what the signature covers: ask again with the whole body. */
  | { readonly action: "await-body" }
  /** It goes to this host of AWS, by https. */
  | { readonly action: "sign"; readonly signed: SignedRequest; readonly host: string };

/** Decides one request; `body` as for `resignPlan`. Total: any bytes give a decision. */
export function endpointPlan(
  head: CapturedRequest,
  body: CapturedRequest["body"] | null,
  addressed: EndpointHost,
  known: SigningKnowledge,
): EndpointDecision {
  const reading = parseEnvelope(head);
  if (reading.kind !== "read") return refuse("it has no signature of Signature Version 4 in good order");
  const { envelope } = reading;
  const candidate = rightKey(envelope, known);
  if (candidate === null) return refuse("no secret is known for its key id");
  const obstacle = signingObstacle(head, envelope, known.nowEpochMs);
  if (obstacle !== null) return refuse(obstacle);
  const host = destinationHost(envelope, addressed);
  if ("reason" in host) return refuse(host.reason);
  const rule = readingRule(envelope, endpointOf(head.authority));
  const promise = payloadPromise(head, envelope, envelope.credentialScope.service);
  if (promise.kind === "impossible") return refuse(promise.reason);
  if (promise.kind === "unsaid" && body === null) return { action: "await-body" };
  const request = { ...head, body: body ?? promisedBody(head, promise) };
  const verdict = ownVerdict({ request, envelope, rule, candidate, promise }, known);
  if (verdict !== "valid") return refuse("its signature does not match");
  return {
    action: "sign",
    signed: forHost(request, host.name, { envelope, candidate, promise }),
    host: host.name,
  };
}

/** The verdict under the right key alone. */
function ownVerdict({ request, envelope, rule, candidate }: Signing, known: SigningKnowledge): string {
  const { credentials } = candidate;
  const knowledge = credentials
    ? { credentials: [credentials], signingKeys: [] }
    : { ...known.knowledge, credentials: [] };
  return verify(request, envelope, rule, { knowledge, keys: known.keys }).verdict;
}

function destinationHost(
  envelope: Envelope,
  { bucket }: EndpointHost,
): { readonly name: string } | { readonly reason: string } {
  const { service, region } = envelope.credentialScope;
  const host = serviceHost(service, region);
  if (host === null) return { reason: "no table tells the host that its credential scope means" };
  if (bucket !== null && service !== "s3")
    return { reason: "its Host names a bucket, and its credential scope another service than S3" };
  const name = bucket === null ? host : `${bucket}.${host}`;
  const obstacle = destinationObstacle(envelope, endpointOf(name));
  return obstacle === null ? { name } : { reason: obstacle };
}

/** The same request for another host. Its chunks must come out from the client's own signature. */
function forHost(
  request: CapturedRequest,
  host: string,
  parts: { envelope: Envelope; candidate: Signing["candidate"]; promise: PayloadPromise },
): SignedRequest {
  const { envelope } = parts;
  const moved = {
    ...request,
    authority: host,
    headers: request.headers.map(
      ([name, value]) => [name, name.toLowerCase() === "host" ? host : value] as const,
    ),
  };
  const rule = readingRule(envelope, endpointOf(host));
  const own = derivation(envelope, canonicalInput(moved, envelope, rule), parts.candidate.key);
  const signed = signedRequest(
    { ...parts, request: moved, rule },
    own.calculatedSignature ?? "",
    envelope.providedSignature,
  );
  return { ...signed, cameForHost: request.authority, host };
}

function refuse(reason: string): EndpointDecision {
  return { action: "refuse", reason };
}
