// Decompression for the examination of bodies: node:zlib with a bound, so that a small body cannot become a big one.
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { BodyTools } from "../diagnosis/body-tools.ts";

/** Longest decompressed body in bytes; a longer one counts as not readable. */
const longestBytes = 4_194_304;

/** Undoes gzip and zlib by their first bytes, and tries Brotli for short bodies that are neither. */
export const bodyInflater: BodyTools = { inflated };

function inflated(bytes: Uint8Array): Uint8Array | null {
  const limit = { maxOutputLength: longestBytes };
  const [first = 0, second = 0] = bytes;
  try {
    if (first === 0x1f && second === 0x8b) return gunzipSync(bytes, limit);
    if (first === 0x78 && ((first << 8) | second) % 31 === 0) return inflateSync(bytes, limit);
    // Brotli has no mark of its own: text is not tried, since almost nothing that is read as text is Brotli.
    return bytes.length <= 65_536 && looksBinary(bytes) ? brotliDecompressSync(bytes, limit) : null;
  } catch {
    return null;
  }
}

function looksBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 64).some((byte) => byte < 9);
}
