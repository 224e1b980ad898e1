// Signed headers against the headers on the wire: which are absent, and what may have been signed in place of what arrived.
import { headerValue } from "../http/raw-headers.ts";
import { sameSignature } from "./related-requests.ts";
import type { EnvelopeContext, Observation, RuleContext, Supposition } from "./rule.ts";
import { headerSupposition, signedValue, withoutHeader, withoutHeaders } from "./variations.ts";

/** Hop-by-hop headers (RFC 9110, 7.6.1): each hop removes or replaces them. */
export const hopByHopHeaders: readonly string[] = [
  "connection",
  "transfer-encoding",
  "te",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "upgrade",
  "trailer",
];

/** Headers that proxies write about the request they pass on. */
export const proxyHeaders: readonly string[] = [
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-forwarded-server",
  "x-forwarded-scheme",
  "x-real-ip",
  "forwarded",
  "via",
  "cf-connecting-ip",
  "cf-ray",
  "cf-ipcountry",
  "cf-visitor",
  "cf-worker",
  "cf-ew-via",
  "cdn-loop",
  "true-client-ip",
  "x-envoy-external-address",
  "x-envoy-expected-rq-timeout-ms",
  "x-original-forwarded-for",
];

/** Headers that tracing and monitoring agents write. */
export const traceHeaders: readonly string[] = [
  "traceparent",
  "tracestate",
  "x-amzn-trace-id",
  "elastic-apm-traceparent",
  "b3",
  "x-b3-traceid",
  "x-b3-spanid",
  "x-b3-parentspanid",
  "x-b3-sampled",
  "uber-trace-id",
  "sentry-trace",
  "baggage",
  "x-cloud-trace-context",
  "newrelic",
  "x-datadog-trace-id",
  "x-datadog-parent-id",
  "x-datadog-sampling-priority",
  "x-request-id",
  "x-correlation-id",
];

/** Signed headers with a class of their own: no other class speaks of their absence. */
const ownClass: ReadonlySet<string> = new Set([
  ...hopByHopHeaders,
  ...proxyHeaders,
  ...traceHeaders,
  "host",
  ":authority",
  "accept-encoding",
  "user-agent",
  "expect",
  "x-amz-content-sha256",
  "x-amz-date",
  "date",
  "x-amz-security-token",
  "authorization",
]);
const ownClassWhenHeaderSigned: ReadonlySet<string> = new Set(["range", "content-length"]);

/** Whether servers lose a header for its name: an underscore, or a character that no name may have. */
export function isLostByItsName(lowerName: string): boolean {
  return lowerName.includes("_") || isCorruptName(lowerName);
}

/** Whether a text cannot be a header's name (RFC 9110, 5.1); the names of HTTP/2 that begin with a colon can. */
export function isCorruptName(name: string): boolean {
  return !/^:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** A header's name in lower case without the characters that no name can have. */
export function nameWithoutCorruption(name: string): string {
  return name.toLowerCase().replace(/[^!#$%&'*+\-.^_`|~0-9a-z:]/g, "");
}

/** Whether a header arrived under its name with characters that no name can have. */
function isSentCorrupt({ request }: RuleContext, lowerName: string): boolean {
  return request.headers.some(([name]) => isCorruptName(name) && nameWithoutCorruption(name) === lowerName);
}

/** Whether a rule of another class speaks of a header wherever its value changes. */
export function hasOwnClass(lowerName: string): boolean {
  return ownClass.has(lowerName) || ownClassWhenHeaderSigned.has(lowerName) || lowerName === "content-type";
}

/** Supposes that several headers that are listed as signed were not in what was signed: each alone is for its rule to say. */
export function* allUnsigned(
  context: EnvelopeContext,
  lowerNames: readonly string[],
): Generator<Supposition> {
  const signed = lowerNames.filter((name) => signedValue(context, name) !== null);
  if (signed.length < 2) return;
  const detail = `Headers listed as signed were not in what the client signed: ${signed.join(", ")}.`;
  yield withoutHeaders(context, signed, false, detail);
  yield withoutHeaders(context, signed, true, detail);
}

/** Whether the envelope lists a header as signed. */
export function isSigned(context: RuleContext, lowerName: string): boolean {
  return context.envelope?.signedHeaders.some((name) => name.toLowerCase() === lowerName) ?? false;
}

/** Whether a header is on the wire. */
export function isSent(context: RuleContext, lowerName: string): boolean {
  return headerValue(context.request.headers, lowerName) !== undefined;
}

/** Signed headers that are neither on the wire nor in a presigned query, in the client's order; those with a class of their own left out. */
export function missingSignedHeaders(context: RuleContext): string[] {
  const { envelope } = context;
  if (!envelope) return [];
  const presigned = envelope.form === "presigned-url";
  return envelope.signedHeaders
    .map((name) => name.toLowerCase())
    .filter((name) => name !== "host" && !isSent(context, name) && !ownClass.has(name))
    .filter((name) => !isLostByItsName(name) && !isSentCorrupt(context, name))
    .filter((name) => presigned || !ownClassWhenHeaderSigned.has(name))
    .filter(
      (name) => !presigned || !context.query.some((parameter) => parameter.name.toLowerCase() === name),
    );
}

/**
 * Says that signed headers did not arrive. Empty for a signature that matches (the client signed them as empty); a suspicion
 * where nothing shows that the request fails.
 */
export function missingHeaderObservations(
  context: RuleContext,
  names: readonly string[],
  sentence: string,
): Observation[] {
  const found: Observation[] = [];
  if (names.length === 0 || context.verdict === "valid" || context.verdict === "malformed") return found;
  const seen = { detail: `${sentence} ${names.join(", ")}.`, evidence: { headers: names } };
  const refused = context.verdict === "mismatch" || refusedSignature(context);
  found.push(
    refused ? seen : { ...seen, settledBy: "the signature of a known secret, or the service's answer." },
  );
  return found;
}

/** Whether the service answered that the signature does not match. */
function refusedSignature(context: RuleContext): boolean {
  const code = context.answer?.code ?? "";
  return code.startsWith("SignatureDoesNotMatch") || code.startsWith("InvalidSignature");
}

/** Supposes each value for a signed header whose sent value was changed or lost, and then that it was not signed at all. */
export function* replacedHeader(
  context: EnvelopeContext,
  lowerName: string,
  values: Iterable<string>,
): Generator<Supposition> {
  const received = signedValue(context, lowerName);
  if (received === null) return;
  const arrived = isSent(context, lowerName) ? `arrived as "${received}"` : "did not arrive";
  const seen = new Set([received]);
  for (const value of afterOtherLegs(context, lowerName, values)) {
    if (seen.has(value) || differsInCaseOnly(value, received)) continue;
    seen.add(value);
    yield headerSupposition(
      context,
      lowerName,
      value,
      `The header ${lowerName} was signed as "${value}" and ${arrived}.`,
    );
  }
  const detail = `The header ${lowerName} is listed as signed, was not in what the client signed, and ${arrived}.`;
  yield withoutHeader(context, lowerName, true, detail);
  yield withoutHeader(context, lowerName, false, detail);
}

/** What the header held where the same signature was seen at another place of the way, and then the values. */
function* afterOtherLegs(
  context: EnvelopeContext,
  lowerName: string,
  values: Iterable<string>,
): Generator<string> {
  for (const { request } of sameSignature(context)) {
    const value = headerValue(request.headers, lowerName);
    if (value !== undefined) yield value;
  }
  yield* values;
}

function differsInCaseOnly(a: string, b: string): boolean {
  return a !== b && a.toLowerCase() === b.toLowerCase();
}
