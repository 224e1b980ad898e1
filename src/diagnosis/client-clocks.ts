// What is remembered of each client's clock while traffic flows: with a wrong clock every request is off by the same time, and a
// request that waited is off alone.
import { parseHttpOrIsoDate } from "../sigv4/amz-date.ts";
import type { TimedExchange } from "./clock-offset.ts";
import { clientClockOffset } from "./clock-offset.ts";

/** One request of a client against the service's clock. */
export interface ClockSample {
  /** The date the client signed with, in milliseconds since 1970. */
  readonly signedAtEpochMs: number;
  /** What must be added to it to get the service's time. */
  readonly offsetMs: number;
}

/** A client's clock as its recent requests show it. */
export interface ClientClock {
  /** The smallest offset of the recent requests: waiting only adds to it. */
  readonly offsetMs: number;
  /** Whether an AWS SDK would correct for it: four minutes or more. */
  readonly wantsCorrection: boolean;
  /** One for each date, the latest last. */
  readonly samples: readonly ClockSample[];
}

/** The memory of all clients. */
export interface ClientClocks {
  /** What is known of a client's clock, or null; `client` is an address or an access key id. */
  of(client: string): ClientClock | null;
  /** Takes an answered exchange into account. */
  note(client: string, exchange: TimedExchange): void;
}

/** Samples kept for each client. */
const sampleLimit = 16;
/** From here on the AWS SDKs correct their clock (`isClockSkewed` of the JavaScript SDK). */
const correctionMs = 240_000;
/** Dates have whole seconds and networks are slow: closer than this counts as equal. */
const noiseMs = 120_000;

/** Opens a memory of at most `limit` clients; the one not heard from longest is forgotten first. */
export function rememberClientClocks(limit = 1000): ClientClocks {
  const clients = new Map<string, readonly ClockSample[]>();
  return {
    of: (client) => clientClock(clients.get(client) ?? []),
    note(client, exchange) {
      const sample = sampleOf(exchange);
      if (sample === null) return;
      const samples = withSample(clients.get(client) ?? [], sample);
      clients.delete(client);
      clients.set(client, samples);
      const [oldest] = clients.keys();
      if (clients.size > limit && oldest !== undefined) clients.delete(oldest);
    },
  };
}

/** The key of a client: its address without the port, else the key id its request names. */
export function clientOf({ request, reading }: TimedExchange): string | null {
  const address = request.connection?.client?.replace(/:\d+$/, "") ?? null;
  if (address !== null) return address;
  if (reading.kind === "read") return reading.envelope.accessKeyId;
  return reading.kind === "malformed" ? reading.parts.accessKeyId : null;
}

/**
 * What a client's other requests say about one that is `behindMs` behind the service: `held` when they carry the right time or
 * this very date at an earlier moment, `steady` when they are off as much. Null when they say nothing.
 */
export function clockWitness(
  clock: ClientClock | null,
  signedAtEpochMs: number,
  behindMs: number,
): { readonly kind: "held" | "steady"; readonly words: string } | null {
  const samples = clock?.samples ?? [];
  const same = samples.find((sample) => sample.signedAtEpochMs === signedAtEpochMs);
  if (same !== undefined && behindMs - same.offsetMs > noiseMs)
    return { kind: "held", words: "an earlier request of this client carries the very same date" };
  const others = samples.filter((sample) => sample.signedAtEpochMs !== signedAtEpochMs);
  const right = others.filter(({ offsetMs }) => Math.abs(offsetMs) <= noiseMs).length;
  if (right > 0)
    return { kind: "held", words: `${requests(right)} of this client ${carry(right)} the right time` };
  const equal = others.filter(({ offsetMs }) => Math.abs(offsetMs - behindMs) <= noiseMs).length;
  if (equal > 0)
    return { kind: "steady", words: `${requests(equal)} of this client ${are(equal)} off by the same time` };
  return null;
}

function sampleOf(exchange: TimedExchange): ClockSample | null {
  const offset = clientClockOffset(exchange);
  const { reading } = exchange;
  const amzDate = reading.kind === "read" ? reading.envelope.amzDate : null;
  if (offset === null || amzDate === null) return null;
  const signedAt = parseHttpOrIsoDate(amzDate);
  return signedAt === null ? null : { signedAtEpochMs: signedAt, offsetMs: offset.offsetMs };
}

/** The same date twice is one sample, with the smaller offset. */
function withSample(samples: readonly ClockSample[], sample: ClockSample): readonly ClockSample[] {
  const same = samples.find(({ signedAtEpochMs }) => signedAtEpochMs === sample.signedAtEpochMs);
  const others = samples.filter((other) => other !== same);
  const kept = same !== undefined && same.offsetMs < sample.offsetMs ? same : sample;
  return [...others, kept].slice(-sampleLimit);
}

function clientClock(samples: readonly ClockSample[]): ClientClock | null {
  if (samples.length === 0) return null;
  const offsetMs = Math.min(...samples.map((sample) => sample.offsetMs));
  return { offsetMs, wantsCorrection: Math.abs(offsetMs) >= correctionMs, samples };
}

const requests = (count: number): string => (count === 1 ? "another request" : `${count} other requests`);
const carry = (count: number): string => (count === 1 ? "carries" : "carry");
const are = (count: number): string => (count === 1 ? "is" : "are");
