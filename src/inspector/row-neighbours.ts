// The requests beside one in the list: among matches that are known, else by going on from its place row by row.
import type { ExchangeRow } from "./exchange-row.ts";

/** Numbers of the next newer and the next older request; null for none. */
export interface Neighbours {
  readonly newer: number | null;
  readonly older: number | null;
}

/** How many numbers, in growing order, are not above one. */
export function countUpTo(numbers: readonly number[], until: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Among all numbers that a filter asks for, in growing order; the one itself may be none of them. */
export function neighboursAmong(matched: readonly number[], number: number): Neighbours {
  return {
    newer: matched[countUpTo(matched, number)] ?? null,
    older: matched[countUpTo(matched, number - 1) - 1] ?? null,
  };
}

/** By looking at the rows on both sides of a place, for so many milliseconds in each direction. */
export function neighboursAround(
  rows: readonly ExchangeRow[],
  place: number,
  matches: (row: ExchangeRow) => boolean,
  budgetMs: number,
): Neighbours {
  const walk = (step: 1 | -1): number | null => {
    const until = performance.now() + budgetMs;
    for (let at = place + step; ; at += step) {
      const row = rows[at];
      if (!row || (at % 64 === 0 && performance.now() > until)) return null;
      if (matches(row)) return row.number;
    }
  };
  return { newer: walk(1), older: walk(-1) };
}
