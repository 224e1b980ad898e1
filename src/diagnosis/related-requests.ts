// What rules ask of related exchanges: the same signature before, the redirect that led here, what another request would have signed.
import { headerValue } from "../http/raw-headers.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import { canonicalInput } from "../sigv4/canonical-readings.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { redirectTarget, requestMarks } from "./exchange-marks.ts";
import type { RelatedExchange } from "./related-exchange.ts";
import type { Change, EnvelopeContext, RuleContext } from "./rule.ts";
import { shownHeaderValue, shownQuery } from "./shown-values.ts";

/** Exchanges with the very signature of this request, nearest before it first, then those after it. */
export function sameSignature({ related, envelope, request }: RuleContext): readonly RelatedExchange[] {
  if (related.length === 0) return related;
  const signature = envelope?.providedSignature ?? requestMarks(request).signature;
  if (signature === null) return [];
  return nearestFirst(related.filter((other) => requestMarks(other.request).signature === signature));
}

/** Earlier attempts of this request, nearest first: the same signature at the same address. */
export function earlierAttempts(context: RuleContext): readonly RelatedExchange[] {
  const { authority, target, method } = context.request;
  return sameSignature(context).filter(
    ({ distance, request }) =>
      distance < 0 &&
      request.authority === authority &&
      request.target === target &&
      request.method === method,
  );
}

/** Whether an earlier attempt was sent or answered within so many seconds of a time: the client's clock was right then. */
export function triedInTime(context: RuleContext, epochMs: number, windowSeconds: number): boolean {
  return earlierAttempts(context).some(({ request, response }) => {
    const at =
      request.receivedAtEpochMs ?? parseHttpOrIsoDate(headerValue(response?.headers ?? [], "date") ?? "");
    return at !== null && Math.abs(at - epochMs) <= windowSeconds * 1000;
  });
}

/** How many other requests of the same key carry the very date of this one. */
export function sharersOfDate(context: RuleContext): number {
  const date = context.envelope?.amzDate ?? null;
  if (date === null) return 0;
  return neighbours(context).filter(({ request }) => requestMarks(request).amzDate === date).length;
}

/**
 * The exchange whose answer sent the client to this request's host (and path, where it named one), or null. A redirect that was
 * followed carries the old signature, or none and the old path: another request to the same host is not it.
 */
export function redirectBefore({ related, request }: RuleContext): RelatedExchange | null {
  if (related.length === 0) return null;
  const host = request.authority.toLowerCase();
  const { signature } = requestMarks(request);
  for (const other of nearestFirst(related)) {
    const to = other.distance < 0 ? redirectTarget(other.request, other.response) : null;
    if (to?.host !== host || (to.target !== null && to.target !== request.target)) continue;
    const same =
      signature === null
        ? to.target !== null || sameObject(other.request.target, request.target)
        : requestMarks(other.request).signature === signature;
    if (same) return other;
  }
  return null;
}

/** One target is the other, or the other with the bucket in front. */
function sameObject(one: string, two: string): boolean {
  return one === two || (one.length > 1 && two.endsWith(one)) || (two.length > 1 && one.endsWith(two));
}

/** How far apart the dates of requests may be that were under way together, in milliseconds. */
const togetherMs = 60_000;

/** Requests of the same key at the same address that may have been under way together with this one, nearest first. */
export function underWayTogether(context: RuleContext): readonly RelatedExchange[] {
  const { authority, receivedAtEpochMs } = context.request;
  const signedAt = parseHttpOrIsoDate(context.envelope?.amzDate ?? "");
  return neighbours(context).filter(({ request }) => {
    const date = parseHttpOrIsoDate(requestMarks(request).amzDate ?? "");
    return (
      request.authority.toLowerCase() === authority.toLowerCase() &&
      near(date, signedAt) &&
      near(request.receivedAtEpochMs, receivedAtEpochMs)
    );
  });
}

/** Whether two times are near each other, as far as they are known. */
function near(one: number | null, two: number | null): boolean {
  return one === null || two === null || Math.abs(one - two) <= togetherMs;
}

/** Requests of the same access key id with another signature, nearest first. */
export function neighbours({ related, envelope, request }: RuleContext): readonly RelatedExchange[] {
  if (related.length === 0) return related;
  const own = requestMarks(request);
  const accessKeyId = envelope?.accessKeyId ?? own.accessKeyId;
  const signature = envelope?.providedSignature ?? own.signature;
  return nearestFirst(
    related.filter((other) => {
      const marks = requestMarks(other.request);
      return marks.accessKeyId === accessKeyId && marks.signature !== signature;
    }),
  );
}

function nearestFirst(some: readonly RelatedExchange[]): readonly RelatedExchange[] {
  return [...some].sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance));
}

/** The canonical input of another request under this request's list of signed headers. */
export function otherInput(context: EnvelopeContext, other: RelatedExchange): CanonicalInput {
  const pathEncoding = context.isS3 ? "single" : "double";
  const { service } = context.envelope.credentialScope;
  return canonicalInput(other.request, context.envelope, { pathEncoding, service });
}

/** What differs between the input of this request and another one, in words; secrets are left out. */
export function inputChanges(from: CanonicalInput, to: Partial<CanonicalInput>): Change[] {
  const changes: Change[] = [];
  const note = (part: string, before: string, after: string | undefined): void => {
    if (after !== undefined && after !== before) changes.push({ part, from: before, to: after });
  };
  note("method", from.method, to.method);
  note("path", from.canonicalUri, to.canonicalUri);
  note("query", shownQuery(from.canonicalQuery), to.canonicalQuery && shownQuery(to.canonicalQuery));
  for (const { name, value } of to.headers ?? []) {
    const before = from.headers.find((header) => header.name === name)?.value ?? "";
    if (before !== value)
      changes.push({
        part: `header ${name}`,
        from: shownHeaderValue(name, before),
        to: shownHeaderValue(name, value),
      });
  }
  note("payload hash", from.payloadHash, to.payloadHash);
  return changes;
}
