// The judgement on a request's date: which one of the five faults of time applies. Every rule about time asks here.

import { headerValue } from "../http/raw-headers.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { clockWitness } from "./client-clocks.ts";
import type { StatedTimes } from "./clock-offset.ts";
import { refusesTheDate, statedTimes } from "./clock-offset.ts";
import { triedInTime } from "./related-requests.ts";
import type { RuleContext } from "./rule.ts";
import type { ServerAnswer } from "./server-answer.ts";
import { timeWindowSeconds } from "./time-windows.ts";

/** The faults of time, as ids of their rules. */
export type TimeFault =
  | "clock-skew"
  | "signed-too-early"
  | "timezone-local-as-utc"
  | "presign-expired"
  | "presign-not-yet-valid";

/** A date out of its window. */
export interface TimeJudgement {
  readonly fault: TimeFault;
  readonly signedAtEpochMs: number;
  readonly judgedAtEpochMs: number;
  /** The request's date less the judge's clock, in seconds: negative when the date lies in the past. */
  readonly skewSeconds: number;
  readonly windowSeconds: number;
  /** What else on the wire or in the answer decided between the faults; null when the date alone did. */
  readonly witness: string | null;
}

/** Judges a request against the judge's clock; null when it is in time or nobody knows the time. */
export function timeJudgement(context: RuleContext): TimeJudgement | null {
  if (context !== lastContext) {
    lastJudgement = judged(context);
    lastContext = context;
  }
  return lastJudgement;
}

// Five rules ask about each request, one after the other: the last judgement is kept.
let lastContext: RuleContext | null = null;
let lastJudgement: TimeJudgement | null = null;

function judged(context: RuleContext): TimeJudgement | null {
  const { envelope, nowEpochMs } = context;
  if (envelope === null || nowEpochMs === null || envelope.amzDate === null) return null;
  const signedAtEpochMs = parseHttpOrIsoDate(envelope.amzDate);
  if (signedAtEpochMs === null) return null;
  const skewSeconds = (signedAtEpochMs - nowEpochMs) / 1000;
  // A date further off than a lifetime is another calendar, not another clock.
  if (Math.abs(skewSeconds) > lifetimeSeconds) return null;
  const windowSeconds = timeWindowSeconds(context.endpoint.signingName ?? envelope.credentialScope.service);
  const facts = { signedAtEpochMs, judgedAtEpochMs: nowEpochMs, skewSeconds, windowSeconds };
  const judgement =
    envelope.form === "presigned-url"
      ? presignedJudgement(envelope, context.isS3, facts)
      : headerJudgement(context, facts);
  return judgement !== null && takenInTime(context, signedAtEpochMs, judgement.windowSeconds)
    ? null
    : judgement;
}

function headerJudgement(context: RuleContext, facts: Facts): TimeJudgement | null {
  const { skewSeconds, windowSeconds, judgedAtEpochMs } = facts;
  if (Math.abs(skewSeconds) <= windowSeconds) return null;
  const witness = skewSeconds < 0 ? freshClock(context, judgedAtEpochMs, windowSeconds) : null;
  if (witness !== null) return { ...facts, fault: "signed-too-early", witness };
  return clockJudgement(context, facts);
}

/** The fault of a clock, unless the client's other requests show that this one waited. */
function clockJudgement(context: RuleContext, facts: Facts): TimeJudgement {
  const behindMs = -facts.skewSeconds * 1000;
  const others = clockWitness(context.clientClock ?? null, facts.signedAtEpochMs, behindMs);
  if (others?.kind === "held" && behindMs > 0)
    return { ...facts, fault: "signed-too-early", witness: others.words };
  const steady = others?.kind === "steady" ? others.words : null;
  return { ...facts, fault: clockFault(facts.skewSeconds), witness: steady };
}

/** The service took the request, or refused it for another reason at a time that fits: then it is the judge's clock that is wrong. */
function takenInTime({ answer }: RuleContext, signedAtEpochMs: number, windowSeconds: number): boolean {
  if (answer === null || refusesTheDate(answer)) return false;
  if (answer.status < 400) return true;
  return (
    answer.dateEpochMs !== null && Math.abs(answer.dateEpochMs - signedAtEpochMs) <= windowSeconds * 1000
  );
}

/** Judges by the answer alone, where the service refused the date and the judge's clock saw nothing wrong. */
export function answeredTimeJudgement(
  context: RuleContext & { readonly answer: ServerAnswer },
): TimeJudgement | null {
  const stated = statedTimes(context.answer, context.envelope) ?? silentTimes(context);
  if (stated === null || timeJudgement(context) !== null) return null;
  const skewSeconds = (stated.signedAtEpochMs - stated.judgedAtEpochMs) / 1000;
  if (Math.abs(skewSeconds) > lifetimeSeconds) return null;
  const facts = { ...stated, skewSeconds };
  if (stated.presigned)
    return { ...facts, fault: skewSeconds > 0 ? "presign-not-yet-valid" : "presign-expired", witness: null };
  // Our clock agrees with the service's, and the request came in fresh: the time went by before the service judged it.
  const receivedAt = context.response?.receivedAtEpochMs ?? null;
  const agrees =
    receivedAt !== null && Math.abs(receivedAt - stated.judgedAtEpochMs) <= clockNoiseSeconds * 1000;
  const witness =
    agrees && skewSeconds < 0
      ? "the date was fresh when the request arrived here, and old when the service judged it"
      : null;
  return witness === null ? clockJudgement(context, facts) : { ...facts, fault: "signed-too-early", witness };
}

/** The times of a refusal that gives no reason (EC2's AuthFailure, an answer without a body): its Date and the request's. */
function silentTimes({
  answer,
  envelope,
  endpoint,
}: RuleContext & { readonly answer: ServerAnswer }): StatedTimes | null {
  const silent = answer.code === null || answer.code === "AuthFailure" || answer.code === "RequestExpired";
  if (!silent || answer.dateEpochMs === null || ![400, 401, 403].includes(answer.status)) return null;
  if (envelope === null || envelope.amzDate === null || envelope.form === "presigned-url") return null;
  const signedAtEpochMs = parseHttpOrIsoDate(envelope.amzDate);
  const windowSeconds = timeWindowSeconds(endpoint.signingName ?? envelope.credentialScope.service);
  if (signedAtEpochMs === null || Math.abs(answer.dateEpochMs - signedAtEpochMs) <= windowSeconds * 1000)
    return null;
  return { signedAtEpochMs, judgedAtEpochMs: answer.dateEpochMs, windowSeconds, presigned: false };
}

/** Whether a difference in seconds is that of a time zone in use, within two minutes, and at least half an hour. */
export function isZoneOffset(skewSeconds: number): boolean {
  const minutes = Math.round(Math.abs(skewSeconds) / 900) * 15;
  return zoneMinutes.has(minutes) && Math.abs(Math.abs(skewSeconds) - minutes * 60) <= clockNoiseSeconds;
}

const clockNoiseSeconds = 120;
const lifetimeSeconds = 100 * 365 * 86_400;

/** Offsets from UTC in use, in minutes without their sign (IANA time zone database): every full hour up to 14, and these. */
const zoneMinutes: ReadonlySet<number> = new Set([
  ...Array.from({ length: 14 }, (_, hour) => (hour + 1) * 60),
  150,
  210,
  270,
  330,
  345,
  390,
  525,
  570,
  630,
  765,
  825,
]);

type Facts = Omit<TimeJudgement, "fault" | "witness">;

function clockFault(skewSeconds: number): TimeFault {
  return isZoneOffset(skewSeconds) ? "timezone-local-as-utc" : "clock-skew";
}

/**
 * S3 lets a presigned URL live for X-Amz-Expires. Other services have been seen to take one for their window at least, whatever
 * X-Amz-Expires says (STS: fifteen minutes).
 */
function presignedJudgement(envelope: Envelope, isS3: boolean, facts: Facts): TimeJudgement | null {
  if (facts.skewSeconds > facts.windowSeconds)
    return { ...facts, fault: "presign-not-yet-valid", witness: null };
  const expires = /^\d{1,7}$/.test(envelope.expiresText ?? "") ? Number(envelope.expiresText) : null;
  if (isS3 && expires === null) return null;
  const life = isS3 ? (expires ?? 0) : Math.max(expires ?? 0, facts.windowSeconds);
  return -facts.skewSeconds > life
    ? { ...facts, windowSeconds: life, fault: "presign-expired", witness: null }
    : null;
}

/** What on the same request shows that the signature is old while the clock is right: a fresh time, or the mark of a retry. */
function freshClock(context: RuleContext, nowEpochMs: number, windowSeconds: number): string | null {
  const near = (at: number | null): boolean =>
    at !== null && Math.abs(at - nowEpochMs) <= windowSeconds * 1000;
  const { headers } = context.request;
  const signedAt = parseHttpOrIsoDate(context.envelope?.amzDate ?? "");
  if (context.related.length > 0 && signedAt !== null && triedInTime(context, signedAt, windowSeconds))
    return "the same signature was sent before, and in time";
  if (
    context.envelope?.dateSource === "x-amz-date" &&
    near(parseHttpOrIsoDate(headerValue(headers, "date") ?? ""))
  ) {
    return "the Date header of the same request is fresh";
  }
  const attempt = /(?:^|; ?)attempt=(\d+)/.exec(headerValue(headers, "amz-sdk-request") ?? "")?.[1];
  if (attempt !== undefined && Number(attempt) > 1)
    return `this is attempt ${attempt} of the same call (amz-sdk-request)`;
  const traced = /Root=1-([0-9a-f]{8})-/.exec(headerValue(headers, "x-amzn-trace-id") ?? "")?.[1];
  if (traced !== undefined && near(Number.parseInt(traced, 16) * 1000))
    return "the time in X-Amzn-Trace-Id is fresh";
  return null;
}
