// Reading ahead: each item is given once the next ones have been seen, within a bound of their number and of their size.

/** How far is read ahead. */
export interface AheadBounds<T> {
  /** Items known beyond the one that is given. */
  readonly count: number;
  /** Size in bytes of the items held, above which no further one is read. */
  readonly bytes: number;
  readonly bytesOf: (item: T) => number;
  /** Told of each item when it is read. */
  readonly seen: (item: T) => void;
}

/** The same items in the same order, later. */
export async function* readAhead<T>(items: AsyncIterable<T>, bounds: AheadBounds<T>): AsyncGenerator<T> {
  const held: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    bounds.seen(item);
    held.push(item);
    bytes += bounds.bytesOf(item);
    while (held.length > bounds.count || bytes > bounds.bytes) {
      const next = held.shift();
      if (next === undefined) break;
      bytes -= bounds.bytesOf(next);
      yield next;
    }
  }
  yield* held;
}
