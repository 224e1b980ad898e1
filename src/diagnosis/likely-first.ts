// Orders for combinations: where each list is sorted by likelihood, likely combinations come early and every one comes once.

/** Each pair of two different items of one list, by growing product of their places. */
export function* likelyCouples<A>(items: readonly A[]): Generator<readonly [A, A]> {
  const most = items.length * items.length;
  for (let inner = 0, outer = 1; inner < most; inner = outer, outer *= 2) {
    for (let i = 1; i <= Math.min(items.length, outer); i += 1) {
      const a = items[i - 1];
      const from = Math.max(i, Math.floor(inner / i));
      for (let j = from + 1; j <= Math.min(items.length, Math.floor(outer / i)); j += 1) {
        const b = items[j - 1];
        if (a !== undefined && b !== undefined) yield [a, b];
      }
    }
  }
}

/** Each triple of three different items of one list, the likely ones first. */
export function* likelyTriples<A>(items: readonly A[]): Generator<readonly [A, A, A]> {
  for (const [k, c] of items.entries()) {
    for (const [j, b] of items.slice(0, k).entries()) {
      for (const a of items.slice(0, j)) yield [a, b, c];
    }
  }
}

/** Visits pairs of places in two lists whose weights' product is at least `least`, each pair once in all its calls; ends when a visit says so. */
export type PairWalk = (least: number, visit: (a: number, b: number) => boolean) => boolean;

/** Pairs of two lists by falling product of their weights, which are sorted, largest first. */
export function pairWalk(as: Float64Array, bs: Float64Array): PairWalk {
  return walkFrom(as, bs, new Int32Array(as.length));
}

/** Pairs of different items of one list, likewise. */
export function coupleWalk(items: Float64Array): PairWalk {
  const next = Int32Array.from(items, (_, at) => at + 1);
  return walkFrom(items, items, next);
}

/** `next` holds, for each item of the first list, the place in the second that it has not met yet. */
function walkFrom(as: Float64Array, bs: Float64Array, next: Int32Array): PairWalk {
  return (least, visit) => {
    for (let a = 0; a < as.length; a += 1) {
      const needed = least / (as[a] as number);
      // Weights fall: where not even the first of the second list is enough, no later item has a pair.
      if ((bs[0] as number) < needed) return false;
      for (let b = next[a] as number; b < bs.length && (bs[b] as number) >= needed; b += 1) {
        next[a] = b + 1;
        if (visit(a, b)) return true;
      }
    }
    return false;
  };
}

/** Takes from several sources in turn: in each round as many items from each as it says, the last one repeated until all have ended. */
export function* inRounds<T>(sources: readonly Iterator<T>[], rounds: readonly number[]): Generator<T> {
  let open = [...sources];
  for (let round = 0; open.length > 0; round += 1) {
    const share = rounds[Math.min(round, rounds.length - 1)] ?? 1;
    const left: Iterator<T>[] = [];
    for (const source of open) {
      if (yield* taken(source, share)) left.push(source);
    }
    open = left;
  }
}

/** The next items of a source; whether there may be more. */
function* taken<T>(source: Iterator<T>, share: number): Generator<T, boolean> {
  for (let count = 0; count < share; count += 1) {
    const next = source.next();
    if (next.done) return false;
    yield next.value;
  }
  return true;
}

/** At most `limit` items of a source. */
export function* atMost<T>(source: Iterable<T>, limit: number): Generator<T> {
  let left = limit;
  for (const item of source) {
    if (left <= 0) return;
    left -= 1;
    yield item;
  }
}

/** The next items of a source, which stays open for what comes after them. */
export function* nextOf<T>(source: Iterator<T>, count: number): Generator<T> {
  for (let taken = 0; taken < count; taken += 1) {
    const next = source.next();
    if (next.done) return;
    yield next.value;
  }
}
