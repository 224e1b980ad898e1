// Requests of two taps that still run, joined as they come in: at once where a signature or an id says that two are one, later by what
// is less sure, and after a while as seen at one place alone. Time is an argument.
import type { TapPair } from "./tap-pairs.ts";
import { tapPairs } from "./tap-pairs.ts";
import type { TapPlace } from "./tap-place.ts";

/** The two taps: `before` is the one nearer to the client. */
export type TapSide = "before" | "after";

/** How long requests wait for their partner, in milliseconds, and how many of one tap do. */
export interface TapWaits {
  /** Then a path, a time or a body may say that two are one. */
  readonly likelyMs: number;
  /** Then it was seen at one place alone. */
  readonly aloneMs: number;
  readonly most: number;
}

/** Requests that wait for their partner. */
export interface TapJoin {
  add(side: TapSide, places: readonly TapPlace[], nowMs: number): void;
  /** The pairs that are complete. `current`: both taps were read to their end, so that a partner that is not here has not passed. */
  complete(nowMs: number, current: boolean): TapPair[];
  /** Everything that waits: nothing more comes. */
  rest(): TapPair[];
  waiting(): number;
  /** Requests that were let go because more waited than may. */
  letGo(): number;
}

interface Waiting {
  readonly place: TapPlace;
  readonly sinceMs: number;
}

/** Opens a join. */
export function openTapJoin({ likelyMs, aloneMs, most }: TapWaits): TapJoin {
  const waiting: Record<TapSide, Waiting[]> = { before: [], after: [] };
  let letGo = 0;
  const oldEnough = (side: TapSide, untilMs: number): TapPlace[] =>
    waiting[side].filter(({ sinceMs }) => sinceMs <= untilMs).map(({ place }) => place);
  const taken = (pairs: readonly TapPair[]): readonly TapPair[] => {
    const gone = new Set(pairs.flatMap(({ before, after }) => [before, after]));
    if (gone.size > 0)
      for (const side of ["before", "after"] as const)
        waiting[side] = waiting[side].filter(({ place }) => !gone.has(place));
    return pairs;
  };
  const joined = (untilMs: number, marks: "sure" | "all"): readonly TapPair[] =>
    taken(
      tapPairs(oldEnough("before", untilMs), oldEnough("after", untilMs), marks).filter(
        ({ before, after }) => before && after,
      ),
    );
  return {
    add: (side, places, nowMs) => {
      for (const place of places) waiting[side].push({ place, sinceMs: nowMs });
      const surplus = waiting[side].length - most;
      if (surplus <= 0) return;
      waiting[side].splice(0, surplus);
      letGo += surplus;
    },
    complete: (nowMs, current) => {
      const sure = joined(nowMs, "sure");
      if (!current) return [...sure];
      const likely = joined(nowMs - likelyMs, "all");
      const alone = [
        ...oldEnough("before", nowMs - aloneMs).map((before) => ({ before, after: null })),
        ...oldEnough("after", nowMs - aloneMs).map((after) => ({ before: null, after })),
      ];
      return [...sure, ...likely, ...taken(alone)];
    },
    rest: () => [
      ...taken(
        tapPairs(oldEnough("before", Number.POSITIVE_INFINITY), oldEnough("after", Number.POSITIVE_INFINITY)),
      ),
    ],
    waiting: () => waiting.before.length + waiting.after.length,
    letGo: () => letGo,
  };
}
