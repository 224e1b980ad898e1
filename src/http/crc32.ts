// The one file of the core that imports node:zlib, for its CRC-32 alone: ten times as fast as one in JavaScript.
import { crc32 as zlibCrc32 } from "node:zlib";

/** CRC-32 of bytes that follow others whose CRC-32 is `before` (0 for none): an unsigned number of 32 bits. */
export function crc32(bytes: Uint8Array, before: number): number {
  return zlibCrc32(bytes, before);
}
