// What examining a body needs from its surroundings: the core decompresses nothing itself.

/** Undoes a compression. */
export interface BodyTools {
  /** The bytes that gzip, zlib or Brotli packed, up to a bound of the tool's own; null for bytes that are none of these. */
  readonly inflated: (bytes: Uint8Array) => Uint8Array | null;
}

/** Nothing can be undone. */
export const noBodyTools: BodyTools = { inflated: () => null };
