// The judgement on a request's date: which one of the five faults of time applies. Every rule about time asks here.

import { headerValue } from "../http/raw-headers.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { StatedTimes } from "./clock-offset.ts";
import { refusesTheDate, statedTimes } from "./clock-offset.ts";
import { clockWitness } from "./clock-witness.ts";
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
  /** What else on the wire, in the answer or in the client's other requests speaks for the fault; null when the date alone does. */
  readonly witness: string | null;
  /** Faults of time that what was seen does not rule out. */
  readonly alsoPossible: readonly TimeFault[];
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
  const facts = factsBy(context, {
    signedAtEpochMs,
    judgedAtEpochMs: nowEpochMs,
    skewSeconds,
    windowSeconds,
  });
  const judgement =
    envelope.form === "presigned-url"
      ? presignedJudgement(envelope, context.isS3, facts)
      : headerJudgement(context, facts);
  return judgement !== null && takenInTime(context, signedAtEpochMs, judgement.windowSeconds)
    ? null
    : judgement;
}

/** The service's own times where it refused the date and gave them: our clock may be wrong too. */
function factsBy({ answer, envelope }: RuleContext, facts: Facts): Facts {
  const told =
    answer === null || Math.abs(facts.skewSeconds) <= facts.windowSeconds
      ? null
      : statedTimes(answer, envelope);
  if (told === null || told.presigned) return facts;
  const { signedAtEpochMs, judgedAtEpochMs } = told;
  return {
    ...facts,
    signedAtEpochMs,
    judgedAtEpochMs,
    skewSeconds: (signedAtEpochMs - judgedAtEpochMs) / 1000,
  };
}

function headerJudgement(context: RuleContext, facts: Facts): TimeJudgement | null {
  const { skewSeconds, windowSeconds, judgedAtEpochMs } = facts;
  if (Math.abs(skewSeconds) <= windowSeconds) return null;
  const fresh = skewSeconds < 0 ? freshClock(context, judgedAtEpochMs, windowSeconds) : null;
  if (fresh?.conclusive === true)
    return { ...facts, fault: "signed-too-early", witness: fresh.words, alsoPossible: [] };
  return clockJudgement(context, facts, fresh);
}

/** The fault of a clock, unless the request itself or the client's other ones show that it waited. */
function clockJudgement(context: RuleContext, facts: Facts, fresh: FreshClock | null = null): TimeJudgement {
  const behindMs = -facts.skewSeconds * 1000;
  const others = clockWitness(context.clientClock ?? null, facts.signedAtEpochMs, behindMs);
  const fault = others?.kind === "drifting" ? "clock-skew" : clockFault(facts.skewSeconds);
  const waited: readonly TimeFault[] = behindMs > 0 ? ["signed-too-early"] : [];
  if (others?.kind === "steady") {
    const zone: readonly TimeFault[] = fault === "timezone-local-as-utc" ? ["clock-skew"] : [];
    return { ...facts, fault, witness: others.words, alsoPossible: zone };
  }
  if (others?.kind === "held")
    return { ...facts, fault: "signed-too-early", witness: others.words, alsoPossible: [] };
  if (fresh !== null)
    return { ...facts, fault: "signed-too-early", witness: fresh.words, alsoPossible: [fault] };
  const clock: readonly TimeFault[] = fault === "timezone-local-as-utc" ? ["clock-skew"] : waited;
  return { ...facts, fault, witness: others?.words ?? null, alsoPossible: clock };
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
    return { ...facts, fault: skewSeconds > 0 ? "presign-not-yet-valid" : "presign-expired", ...byDate };
  // Our clock agrees with the service's, and the request came in fresh: the time went by before the service judged it.
  const receivedAt = context.response?.receivedAtEpochMs ?? null;
  const agrees =
    receivedAt !== null && Math.abs(receivedAt - stated.judgedAtEpochMs) <= clockNoiseSeconds * 1000;
  const witness =
    agrees && skewSeconds < 0
      ? "the date was fresh when the request arrived here, and old when the service judged it"
      : null;
  return witness === null
    ? clockJudgement(context, facts)
    : { ...facts, fault: "signed-too-early", witness, alsoPossible: [] };
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

/** The date alone decides, and nothing else fits. */
const byDate = { witness: null, alsoPossible: [] } as const;

type Facts = Omit<TimeJudgement, "fault" | "witness" | "alsoPossible">;

function clockFault(skewSeconds: number): TimeFault {
  return isZoneOffset(skewSeconds) ? "timezone-local-as-utc" : "clock-skew";
}

/**
 * S3 lets a presigned URL live for X-Amz-Expires. Other services have been seen to take one for their window at least, whatever
 * X-Amz-Expires says (STS: fifteen minutes).
 */
function presignedJudgement(envelope: Envelope, isS3: boolean, facts: Facts): TimeJudgement | null {
  if (facts.skewSeconds > facts.windowSeconds) return { ...facts, fault: "presign-not-yet-valid", ...byDate };
  const expires = /^\d{1,7}$/.test(envelope.expiresText ?? "") ? Number(envelope.expiresText) : null;
  if (isS3 && expires === null) return null;
  const life = isS3 ? (expires ?? 0) : Math.max(expires ?? 0, facts.windowSeconds);
  return -facts.skewSeconds > life
    ? { ...facts, windowSeconds: life, fault: "presign-expired", ...byDate }
    : null;
}

/** A sign on the request itself that its signature is old. `conclusive`: the clock that made it is the client's own. */
interface FreshClock {
  readonly words: string;
  readonly conclusive: boolean;
}

/**
 * What on the same request shows that the signature is old: a fresh time, or the mark of a retry. A trace id may carry another
 * machine's time, and an SDK that does not know of its wrong clock signs each attempt anew: these two are signs, no more.
 */
function freshClock(context: RuleContext, nowEpochMs: number, windowSeconds: number): FreshClock | null {
  const near = (at: number | null): boolean =>
    at !== null && Math.abs(at - nowEpochMs) <= windowSeconds * 1000;
  const { headers } = context.request;
  const signedAt = parseHttpOrIsoDate(context.envelope?.amzDate ?? "");
  if (context.related.length > 0 && signedAt !== null && triedInTime(context, signedAt, windowSeconds))
    return { words: "the same signature was sent before, and in time", conclusive: true };
  if (
    context.envelope?.dateSource === "x-amz-date" &&
    near(parseHttpOrIsoDate(headerValue(headers, "date") ?? ""))
  ) {
    return { words: "the Date header of the same request is fresh", conclusive: true };
  }
  const attempt = /(?:^|; ?)attempt=(\d+)/.exec(headerValue(headers, "amz-sdk-request") ?? "")?.[1];
  if (attempt !== undefined && Number(attempt) > 1)
    return { words: `this is attempt ${attempt} of the same call (amz-sdk-request)`, conclusive: false };
  const traced = /Root=1-([0-9a-f]{8})-/.exec(headerValue(headers, "x-amzn-trace-id") ?? "")?.[1];
  if (traced !== undefined && near(Number.parseInt(traced, 16) * 1000))
    return { words: "the time in X-Amzn-Trace-Id is fresh", conclusive: false };
  return null;
}
