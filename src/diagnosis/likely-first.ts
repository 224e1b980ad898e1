// Orders for combinations: where each list is sorted by likelihood, likely combinations come early and every one comes once.

/** Pairs of two lists by growing product of their places, the first place being 1. */
export function* likelyPairs<A, B>(as: readonly A[], bs: readonly B[]): Generator<readonly [A, B]> {
  const most = as.length * bs.length;
  for (let inner = 0, outer = 1; inner < most; inner = outer, outer *= 2) {
    for (let i = 1; i <= Math.min(as.length, outer); i += 1) {
      const a = as[i - 1];
      for (let j = Math.floor(inner / i) + 1; j <= Math.min(bs.length, Math.floor(outer / i)); j += 1) {
        const b = bs[j - 1];
        if (a !== undefined && b !== undefined) yield [a, b];
      }
    }
  }
}

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

/** Takes from several sources in turn, as many items from each at a time as its share says, until all have ended. */
export function* inTurn<T>(sources: readonly Iterator<T>[], shares: readonly number[]): Generator<T> {
  // At least one: a source that gives nothing in its turn would never end.
  let open = sources.map((source, at) => ({ source, share: Math.max(1, shares[at] ?? 1) }));
  while (open.length > 0) {
    const left: typeof open = [];
    for (const one of open) {
      if (yield* taken(one.source, one.share)) left.push(one);
    }
    open = left;
  }
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
