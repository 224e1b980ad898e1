// Why a request is not to be signed again: countersign signs nothing that its client did not put under a signature of its own.

import type { Endpoint } from "../endpoints/endpoint.ts";
import { takesRegion, takesSigningName } from "../endpoints/scope-fit.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValues } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { hmacAlgorithm, scopeTerminator } from "../sigv4/terms.ts";

/** Farthest that a request's date may be from now, in milliseconds: the smallest window of any service. */
export const signingWindowMs = 300_000;

/** Why a request may not be signed again whatever its destination, in words; null when it may. */
export function signingObstacle(
  request: CapturedRequest,
  envelope: Envelope,
  nowEpochMs: number,
): string | null {
  return (
    pageObstacle(request) ??
    envelopeObstacle(request, envelope) ??
    headerObstacle(request, envelope) ??
    timeObstacle(envelope, nowEpochMs)
  );
}

/** Why a scope is not that of the destination, in words; null when it is. */
export function destinationObstacle({ credentialScope }: Envelope, endpoint: Endpoint): string | null {
  const { service, region } = credentialScope;
  if (endpoint.partition === null) return "its host is none of AWS";
  const named = takesSigningName(endpoint, service) ?? endpoint.signingName === service;
  if (!named) return "its credential scope names another service than its host";
  if (takesRegion(endpoint, region) === false || (endpoint.service === null && endpoint.region !== region))
    return "its credential scope names another region than its host";
  return null;
}

/** Browsers say on whose behalf they ask; a page needs nothing but an address to make one ask. */
function pageObstacle({ headers }: CapturedRequest): string | null {
  return headers.some(([name]) => /^(?:origin|sec-fetch-[a-z]+)$/i.test(name)) ? "a web page sent it" : null;
}

function envelopeObstacle(request: CapturedRequest, envelope: Envelope): string | null {
  const { algorithm, credentialScope, providedSignature, signedHeaders, irregularities, form } = envelope;
  if (algorithm !== hmacAlgorithm) return `only ${hmacAlgorithm} can be made again`;
  if (irregularities.length > 0 || !/^[0-9a-f]{64}$/.test(providedSignature))
    return "its envelope breaks the grammar";
  if (credentialScope.terminator !== scopeTerminator) return "its credential scope has another end";
  const canonical = [...new Set(signedHeaders.map((name) => name.toLowerCase()))].sort().join(";");
  if (signedHeaders.join(";") !== canonical) return "its SignedHeaders is not in canonical form";
  const twice =
    form !== "presigned-url" && /(?:^|&)X-Amz-Signature=/i.test(targetParts(request.target).query);
  return twice ? "it carries two signatures" : null;
}

function headerObstacle({ headers }: CapturedRequest, { signedHeaders }: Envelope): string | null {
  if (!signedHeaders.includes("host")) return "its Host is not signed";
  const absent = signedHeaders.find((name) => headerValues(headers, name).length === 0);
  if (absent !== undefined) return "a header that it signs is not sent";
  const loose = headers.find(
    ([name]) => /^x-amz-/i.test(name) && !signedHeaders.includes(name.toLowerCase()),
  );
  if (loose) return `its header ${loose[0].toLowerCase()} is not signed`;
  return headerValues(headers, "upgrade").length > 0 ? "it switches protocols" : null;
}

function timeObstacle(envelope: Envelope, nowEpochMs: number): string | null {
  const signedAt = parseHttpOrIsoDate(envelope.amzDate ?? "");
  if (signedAt === null) return "its date cannot be read";
  if (signedTimestamp(envelope).slice(0, 8) !== envelope.credentialScope.date)
    return "its credential scope is of another day than its date";
  return Math.abs(nowEpochMs - signedAt) > signingWindowMs
    ? "its date is more than five minutes from now"
    : null;
}
