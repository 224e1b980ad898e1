// Numbers from a seed (mulberry32), so that every failing input can be made again.

/** Gives numbers from 0 up to, not including, the limit. */
export type Random = (limit: number) => number;

/** The numbers of one input of a campaign: they depend on seed and index alone, not on what ran before. */
export function randomNumbers(seed: number, index = 0): Random {
  let state = (seed ^ Math.imul(index + 1, 0x9e3779b1)) | 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[random(list.length)];
  if (one === undefined) throw new Error("this is a bug: an empty list");
  return one;
}
