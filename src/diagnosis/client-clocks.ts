// What is remembered of each client's clock while traffic flows, so that one request can be judged beside the client's others.
// A connection is the narrowest thing that surely has one clock; a program (address, key id and user agent) may be several.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { TimedExchange } from "./clock-offset.ts";
import { clientClockOffset } from "./clock-offset.ts";
import { requestMarks } from "./exchange-marks.ts";

/** One request of a client against the service's clock. */
export interface ClockSample {
  /** The date as the client sent it. */
  readonly amzDate: string;
  /** The same in milliseconds since 1970. */
  readonly signedAtEpochMs: number;
  /** What must be added to it to get the service's time when the request arrived. */
  readonly offsetMs: number;
}

/** A client's clock as its earlier requests show it: one sample for each date, the latest last. */
export interface ClientClock {
  /** Of the same connection, key id and user agent: one clock. */
  readonly connection: readonly ClockSample[];
  /** Those of the same address, key id and user agent that were off: perhaps of several clocks. */
  readonly programOff: readonly ClockSample[];
}

/** The memory of all clients. */
export interface ClientClocks {
  /** What is known of the clock behind a request, or null. */
  of(request: CapturedRequest): ClientClock | null;
  /** Takes an answered exchange into account. */
  note(exchange: TimedExchange): void;
}

/** Dates have whole seconds and networks are slow: closer than this counts as equal. */
export const clockNoiseMs = 120_000;
/** Samples kept for each client. */
const sampleLimit = 16;
/** A longer exchange does not tell when within it the service read its clock. */
const longestExchangeMs = 30_000;

/** Opens a memory of at most `limit` connections and as many programs; the one not heard from longest is forgotten first. */
export function rememberClientClocks(limit = 1000): ClientClocks {
  const connections = new Map<string, readonly ClockSample[]>();
  const programs = new Map<string, readonly ClockSample[]>();
  return {
    of(request) {
      const names = clientNames(request);
      if (names === null) return null;
      const connection = connections.get(names.connection) ?? [];
      const programOff = programs.get(names.program) ?? [];
      return connection.length + programOff.length === 0 ? null : { connection, programOff };
    },
    note(exchange) {
      const names = clientNames(exchange.request);
      if (names === null) return;
      const known = connections.get(names.connection);
      const amzDate = dateOf(exchange);
      // The first request of a date has waited least, and most requests of a busy client share theirs.
      if (amzDate === null || known?.some((sample) => sample.amzDate === amzDate)) return;
      const sample = sampleOf(exchange, amzDate);
      if (sample === null) return;
      keep(connections, names.connection, sample, limit);
      if (Math.abs(sample.offsetMs) > clockNoiseMs) keep(programs, names.program, sample, limit);
    },
  };
}

function keep(
  memory: Map<string, readonly ClockSample[]>,
  name: string,
  sample: ClockSample,
  limit: number,
): void {
  const samples = memory.get(name) ?? [];
  memory.delete(name);
  memory.set(name, [...samples, sample].slice(-sampleLimit));
  const [oldest] = memory.keys();
  if (memory.size > limit && oldest !== undefined) memory.delete(oldest);
}

/**
 * The names a client is known by; null where the connection is not the client's own: requests that another proxy handed on
 * share its connections, whoever sent them.
 */
function clientNames(
  request: CapturedRequest,
): { readonly connection: string; readonly program: string } | null {
  const client = request.connection?.client ?? null;
  if (client === null) return null;
  let agent = "";
  for (const [name, value] of request.headers) {
    const lower = forwardedLengths.has(name.length) ? name.toLowerCase() : "";
    if (forwardedNames.has(lower)) return null;
    if (lower === "user-agent") agent = value;
  }
  const who = `${requestMarks(request).accessKeyId ?? ""} ${agent}`;
  return { connection: `${client} ${who}`, program: `${client.replace(/:\d+$/, "")} ${who}` };
}

/** Headers by which a proxy says that it hands on the request of somebody else. */
const forwardedNames: ReadonlySet<string> = new Set(["via", "forwarded", "x-forwarded-for"]);
const forwardedLengths: ReadonlySet<number> = new Set(
  [...forwardedNames, "user-agent"].map(({ length }) => length),
);

function dateOf({ reading }: TimedExchange): string | null {
  return reading.kind === "read" ? reading.envelope.amzDate : null;
}

function sampleOf(exchange: TimedExchange, amzDate: string): ClockSample | null {
  const { request, response } = exchange;
  const sent = request.receivedAtEpochMs;
  const answered = response?.receivedAtEpochMs ?? null;
  if (sent !== null && answered !== null && answered - sent > longestExchangeMs) return null;
  const offset = clientClockOffset(exchange);
  const signedAtEpochMs = parseHttpOrIsoDate(amzDate);
  return offset === null || signedAtEpochMs === null
    ? null
    : { amzDate, signedAtEpochMs, offsetMs: offset.offsetMs };
}
