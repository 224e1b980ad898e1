// The checksums S3 takes beside a body: CRC32, CRC32C, CRC64NVME, SHA-1 and SHA-256, fed as the body passes by.
import { crc32 } from "./crc32.ts";
import { runningDigest } from "./digest.ts";

/** A checksum under way. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Ends the checksum: big-endian bytes in base64, as S3 writes them. May be called once. */
  base64(): string;
}

/** Names after `x-amz-checksum-` that can be calculated here (S3 User Guide, "Checking object integrity"). */
export const checksumNames = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] as const;
export type ChecksumName = (typeof checksumNames)[number];

/** Starts a checksum. */
export function runningChecksum(name: ChecksumName): RunningChecksum {
  switch (name) {
    case "crc32":
      return base64Of(runningCrc32());
    case "crc32c":
      return base64Of(runningCrc32c());
    case "crc64nvme":
      return base64Of(runningCrc64());
    case "sha1":
    case "sha256":
      return base64Of(runningDigest(name));
  }
}

/** CRC-32 as in Ethernet and zlib (reflected polynomial EDB88320), as four big-endian bytes. */
export function runningCrc32(): RunningBytes {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = crc32(bytes, crc);
    },
    bytes: () => bigEndian([crc]),
  };
}

/** The name of a checksum header or trailer, or null when it is none that can be calculated here. */
export function checksumOf(lowerName: string): ChecksumName | null {
  return checksumNames.find((name) => lowerName === `x-amz-checksum-${name}`) ?? null;
}

/** A checksum whose result is wanted as bytes. */
export interface RunningBytes {
  update(bytes: Uint8Array): void;
  bytes(): Uint8Array;
}

/** Tables of a reflected CRC for eight bytes at a time, one behind the other; for 32 bits the upper half is not used. */
interface CrcTables {
  readonly upper: Int32Array;
  readonly lower: Int32Array;
}

const tables = { crc32c: crcTables(0, 0x82f63b78), crc64nvme: crcTables(0x9a6c9329, 0xac4bc9b5) };

/** Table n holds what a byte becomes when n bytes of zeros follow it ("slicing by 8", Kounavis and Berry 2005). */
function crcTables(upperPolynomial: number, lowerPolynomial: number): CrcTables {
  const [upper, lower] = [new Int32Array(2048), new Int32Array(2048)];
  for (let byte = 0; byte < 256; byte += 1) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = low & 1;
      low = (low >>> 1) | ((high & 1) << 31);
      high >>>= 1;
      if (odd === 0) continue;
      high ^= upperPolynomial;
      low ^= lowerPolynomial;
    }
    upper[byte] = high;
    lower[byte] = low;
  }
  for (let place = 256; place < 2048; place += 1) {
    const [high, low] = [upper[place - 256] ?? 0, lower[place - 256] ?? 0];
    lower[place] = ((low >>> 8) | (high << 24)) ^ (lower[low & 255] ?? 0);
    upper[place] = (high >>> 8) ^ (upper[low & 255] ?? 0);
  }
  return { upper, lower };
}

function runningCrc32c(): RunningBytes {
  // In an array, because numbers of 32 bits that a closure shares are slow.
  const state = new Int32Array([-1]);
  return {
    update: (bytes) => updateNarrow(tables.crc32c.lower, state, bytes),
    bytes: () => bigEndian([~(state[0] ?? 0)]),
  };
}

function runningCrc64(): RunningBytes {
  const state = new Int32Array([-1, -1]);
  return {
    update: (bytes) => updateWide(tables.crc64nvme, state, bytes),
    bytes: () => bigEndian([~(state[0] ?? 0), ~(state[1] ?? 0)]),
  };
}

function bigEndian(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [place, word] of words.entries()) view.setInt32(place * 4, word);
  return bytes;
}

function updateNarrow(table: Int32Array, state: Int32Array, bytes: Uint8Array): void {
  const { words, from, to } = wordsWithin(bytes);
  let crc = bytewise(table, state[0] as number, bytes.subarray(0, from));
  for (let at = 0; at < words.length; at += 2)
    crc = sliced(table, crc ^ (words[at] as number), words[at + 1] as number);
  state[0] = bytewise(table, crc, bytes.subarray(to));
}

function bytewise(table: Int32Array, state: number, bytes: Uint8Array): number {
  let crc = state;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] as number);
  return crc;
}

function updateWide(table: CrcTables, state: Int32Array, bytes: Uint8Array): void {
  const { words, from, to } = wordsWithin(bytes);
  bytewiseWide(table, state, bytes.subarray(0, from));
  const { upper, lower } = table;
  let high = state[0] as number;
  let low = state[1] as number;
  for (let at = 0; at < words.length; at += 2) {
    const first = low ^ (words[at] as number);
    const second = high ^ (words[at + 1] as number);
    low = sliced(lower, first, second);
    high = sliced(upper, first, second);
  }
  state[0] = high;
  state[1] = low;
  bytewiseWide(table, state, bytes.subarray(to));
}

function bytewiseWide({ upper, lower }: CrcTables, state: Int32Array, bytes: Uint8Array): void {
  let high = state[0] as number;
  let low = state[1] as number;
  for (const byte of bytes) {
    const place = (low ^ byte) & 255;
    low = ((low >>> 8) | (high << 24)) ^ (lower[place] as number);
    high = (high >>> 8) ^ (upper[place] as number);
  }
  state[0] = high;
  state[1] = low;
}

/** Where a word's first byte is its lowest, as the tables want it: everywhere but on IBM's mainframes. */
const lowestFirst = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
const noWords = new Int32Array(0);

/** The pairs of words that lie in some bytes at an address they can be read at, and the bytes `from` and `to` which they reach. */
function wordsWithin(bytes: Uint8Array): { words: Int32Array; from: number; to: number } {
  const from = -bytes.byteOffset & 3;
  const pairs = Math.max(bytes.length - from, 0) >>> 3;
  if (pairs === 0 || !lowestFirst) return { words: noWords, from: bytes.length, to: bytes.length };
  return {
    words: new Int32Array(bytes.buffer, bytes.byteOffset + from, pairs * 2),
    from,
    to: from + pairs * 8,
  };
}

function sliced(table: Int32Array, low: number, high: number): number {
  return (
    (table[1792 + (low & 255)] as number) ^
    (table[1536 + ((low >>> 8) & 255)] as number) ^
    (table[1280 + ((low >>> 16) & 255)] as number) ^
    (table[1024 + (low >>> 24)] as number) ^
    (table[768 + (high & 255)] as number) ^
    (table[512 + ((high >>> 8) & 255)] as number) ^
    (table[256 + ((high >>> 16) & 255)] as number) ^
    (table[high >>> 24] as number)
  );
}

function base64Of(running: RunningBytes): RunningChecksum {
  return {
    update: (bytes) => {
      running.update(bytes);
    },
    base64: () => btoa(String.fromCharCode(...running.bytes())),
  };
}
