// What an exchange says about clocks: the client's, and that of the machine that captured it, against the service's.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { Envelope, EnvelopeReading } from "../sigv4/envelope.ts";
import type { ServerAnswer } from "./server-answer.ts";

/** How far a clock is off: what must be added to it, in milliseconds, to get the service's time. */
export interface ClockOffset {
  readonly offsetMs: number;
  /** Whether the service's time was read from the text of its refusal or from the Date header. */
  readonly source: "answer-text" | "answer-date";
}

/** What of an examination tells the time. */
export interface TimedExchange {
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  readonly answer: ServerAnswer | null;
  readonly reading: EnvelopeReading;
}

/** The times a service gives when it refuses a date. */
export interface StatedTimes {
  readonly signedAtEpochMs: number;
  readonly judgedAtEpochMs: number;
  readonly windowSeconds: number;
  /** Whether the request is judged as a presigned URL. */
  readonly presigned: boolean;
}

/** An exchange that took longer tells nothing about a clock (the rule of the AWS SDKs). */
const longestExchangeMs = 900_000;

/**
 * The offset of the client's clock by the date it signed with: time in a queue adds to it, so that of several the smallest is
 * the clock's. Null where the service's time is not known.
 */
export function clientClockOffset(exchange: TimedExchange): ClockOffset | null {
  const envelope = envelopeOf(exchange.reading);
  const server = serverTime(exchange, envelope);
  const signedAt = parsed(envelope?.amzDate);
  // A presigned URL carries the time at which it was made, perhaps days ago.
  if (server === null || signedAt === null || envelope?.form === "presigned-url") return null;
  const own = ownClockOffset(exchange);
  const arrived = exchange.request.receivedAtEpochMs;
  const judgedAt = own === null || arrived === null ? server.atEpochMs : arrived + own.offsetMs;
  return { offsetMs: judgedAt - signedAt, source: server.source };
}

/**
 * The offset of the clock that stamped the exchange: the service's time less the middle between the request's arrival and the
 * answer's, as the AWS SDKs reckon (smithy-lang/smithy-rs#4800). Null offline, for a cached answer, and for a slow exchange.
 */
export function ownClockOffset(exchange: TimedExchange): ClockOffset | null {
  const sent = exchange.request.receivedAtEpochMs;
  const received = exchange.response?.receivedAtEpochMs ?? null;
  if (sent === null || received === null || received < sent || received - sent > longestExchangeMs)
    return null;
  const server = serverTime(exchange, envelopeOf(exchange.reading));
  if (server === null) return null;
  return { offsetMs: server.atEpochMs - (sent + received) / 2, source: server.source };
}

interface ServerTime {
  readonly atEpochMs: number;
  readonly source: ClockOffset["source"];
}

/** The service's time when it answered; an answer with Age comes from a cache, and all its times are old. */
function serverTime({ response, answer }: TimedExchange, envelope: Envelope | null): ServerTime | null {
  if (answer === null || (response !== null && headerValue(response.headers, "age") !== undefined))
    return null;
  const stated = statedTimes(answer, envelope)?.judgedAtEpochMs ?? parsed(answer.elements.ServerTime);
  if (stated !== null) return { atEpochMs: stated, source: "answer-text" };
  return answer.dateEpochMs === null ? null : { atEpochMs: answer.dateEpochMs, source: "answer-date" };
}

const expiredText =
  /Signature (?:expired|not yet current): (\S+) is (?:now earlier|still later) than \S+ \((\S+) [-+] (\d+) min\.\)/;
const presignedText = /^Request (?:has expired|is not yet valid)/;

/** The times an answer gives with its refusal, or null when it is no refusal of the date. */
export function statedTimes(answer: ServerAnswer, envelope: Envelope | null): StatedTimes | null {
  const { elements } = answer;
  const message = answer.message ?? "";
  const link = envelope === null ? presignedText.test(message) : envelope.form === "presigned-url";
  const told = expiredText.exec(message);
  if (told)
    return stated(parsed(told[1]), parsed(told[2]), { windowSeconds: Number(told[3]) * 60, presigned: link });
  if (answer.code !== "RequestTimeTooSkewed" && !presignedText.test(message)) return null;
  const seconds = link
    ? Number(elements["X-Amz-Expires"] ?? envelope?.expiresText ?? "0")
    : Number(elements.MaxAllowedSkewMilliseconds ?? "900000") / 1000;
  const signedAt = (link ? null : parsed(elements.RequestTime)) ?? parsed(envelope?.amzDate);
  const judgedAt = parsed(elements.ServerTime) ?? answer.dateEpochMs;
  return stated(signedAt, judgedAt, {
    windowSeconds: Number.isFinite(seconds) ? seconds : 900,
    presigned: link,
  });
}

/** Whether an answer refuses the date, with or without saying its own time. */
export function refusesTheDate({ code, message }: Pick<ServerAnswer, "code" | "message">): boolean {
  if (code === "RequestTimeTooSkewed" || code === "RequestExpired") return true;
  return /Signature (?:expired|not yet current): /.test(message ?? "") || presignedText.test(message ?? "");
}

function envelopeOf(reading: EnvelopeReading): Envelope | null {
  if (reading.kind === "read") return reading.envelope;
  return reading.kind === "malformed" ? reading.lenient : null;
}

function parsed(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : parseHttpOrIsoDate(text);
}

function stated(
  signedAtEpochMs: number | null,
  judgedAtEpochMs: number | null,
  rest: Pick<StatedTimes, "windowSeconds" | "presigned">,
): StatedTimes | null {
  if (signedAtEpochMs === null || judgedAtEpochMs === null) return null;
  return { signedAtEpochMs, judgedAtEpochMs, ...rest };
}
