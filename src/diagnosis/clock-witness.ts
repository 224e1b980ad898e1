// What the earlier requests of a client say about one whose date is off: a wrong clock is off by the same time while time goes on,
// a request that waited is off alone, and a time zone does not drift.
import type { ClientClock, ClockSample } from "./client-clocks.ts";
import { clockNoiseMs } from "./client-clocks.ts";

/** What the other requests show, and the sentence for it. */
export interface ClockWitness {
  /** `held`: the clock is right, this request waited. `steady`: the clock is off by this time. `drifting`: off by changing times. */
  readonly kind: "held" | "steady" | "drifting";
  readonly words: string;
}

/** Dates closer than this do not tell requests that waited together from a clock that goes on. */
const apartMs = 3000;

/**
 * Judges a request dated `signedAtEpochMs` that is `behindMs` behind the service (negative: ahead). Null where the others say
 * nothing, or where two programs that look alike may be behind them.
 */
export function clockWitness(
  clock: ClientClock | null,
  signedAtEpochMs: number,
  behindMs: number,
): ClockWitness | null {
  if (clock === null) return null;
  const own = { signedAtEpochMs, offsetMs: behindMs };
  const others = clock.connection.filter((sample) => sample.signedAtEpochMs !== signedAtEpochMs);
  const off = [...new Set([...others.filter((sample) => !isRight(sample)), ...clock.programOff])].filter(
    (sample) => sample.signedAtEpochMs !== signedAtEpochMs,
  );
  const steady = off.filter((sample) => goesAlong(sample, own));
  if (steady.length > 0)
    return {
      kind: "steady",
      words: `${requests(steady.length)} of this client ${are(steady.length)} off by the same time`,
    };
  if (behindMs > 0 && !off.some((sample) => mayBeOneClock(sample, own))) {
    const held = heldWords(clock, others, own);
    if (held !== null) return { kind: "held", words: held };
  }
  const drifted = others.filter((sample) => drifts(sample, own));
  if (drifted.length === 0) return null;
  return {
    kind: "drifting",
    words: `${requests(drifted.length)} on this connection ${are(drifted.length)} off by another time, so that it is no time zone`,
  };
}

type Timed = Pick<ClockSample, "signedAtEpochMs" | "offsetMs">;

/** Why the clock of the connection is right though this request is late; null where nothing shows it. */
function heldWords(clock: ClientClock, others: readonly ClockSample[], own: Timed): string | null {
  const same = clock.connection.find((sample) => sample.signedAtEpochMs === own.signedAtEpochMs);
  if (same !== undefined && isRight(same) && own.offsetMs - same.offsetMs > clockNoiseMs)
    return "an earlier request on this connection carries the very same date, and was in time";
  if (others.length === 0 || !others.every(isRight)) return null;
  return `${requests(others.length)} on this connection ${carry(others.length)} the right time`;
}

function isRight({ offsetMs }: Timed): boolean {
  return Math.abs(offsetMs) <= clockNoiseMs;
}

/** The same offset at another time: the date went on with the clock of the service. */
function goesAlong(one: Timed, two: Timed): boolean {
  const dates = Math.abs(one.signedAtEpochMs - two.signedAtEpochMs);
  const offsets = Math.abs(one.offsetMs - two.offsetMs);
  return dates >= apartMs && offsets <= Math.min(clockNoiseMs, dates / 2);
}

/** About the same offset, and nothing that shows that both waited for the same moment. */
function mayBeOneClock(one: Timed, two: Timed): boolean {
  const dates = Math.abs(one.signedAtEpochMs - two.signedAtEpochMs);
  const offsets = Math.abs(one.offsetMs - two.offsetMs);
  return offsets <= clockNoiseMs && (dates < apartMs || offsets <= dates / 2);
}

/** Both off to the same side, by times that differ though they did not wait for the same moment. */
function drifts(one: Timed, two: Timed): boolean {
  if (isRight(one) || Math.sign(one.offsetMs) !== Math.sign(two.offsetMs)) return false;
  const arrivals = one.signedAtEpochMs + one.offsetMs - (two.signedAtEpochMs + two.offsetMs);
  return Math.abs(arrivals) >= apartMs && Math.abs(one.offsetMs - two.offsetMs) > clockNoiseMs;
}

const requests = (count: number): string => (count === 1 ? "another request" : `${count} other requests`);
const carry = (count: number): string => (count === 1 ? "carries" : "carry");
const are = (count: number): string => (count === 1 ? "is" : "are");
