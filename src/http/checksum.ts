// The checksums S3 takes beside a body: CRC32, CRC32C, CRC64NVME, SHA-1 and SHA-256, fed as the body passes by.
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
      return base64Of(crc(tables.crc32c, 4));
    case "crc64nvme":
      return base64Of(crc(tables.crc64nvme, 8));
    case "sha1":
    case "sha256":
      return base64Of(runningDigest(name));
  }
}

/** CRC-32 as in Ethernet and zlib (reflected polynomial EDB88320), as four big-endian bytes. */
export function runningCrc32(): RunningBytes {
  return crc(tables.crc32, 4);
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

/** A reflected CRC's table in two halves: for 32 bits the upper one is all zeros. */
interface CrcTable {
  readonly upper: Uint32Array;
  readonly lower: Uint32Array;
}

const tables = {
  crc32: crcTable(0, 0xedb88320),
  crc32c: crcTable(0, 0x82f63b78),
  crc64nvme: crcTable(0x9a6c9329, 0xac4bc9b5),
};

function crcTable(upperPolynomial: number, lowerPolynomial: number): CrcTable {
  const upper = new Uint32Array(256);
  const lower = new Uint32Array(256);
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
  return { upper, lower };
}

function crc(table: CrcTable, width: 4 | 8): RunningBytes {
  // In an array, because numbers of 32 bits that a closure shares are slow.
  const state = new Int32Array([width === 8 ? -1 : 0, -1]);
  return {
    update: (bytes) => {
      if (width === 8) updateWide(table, state, bytes);
      else updateNarrow(table.lower, state, bytes);
    },
    bytes: () => {
      const all = new Uint8Array(8);
      const view = new DataView(all.buffer);
      view.setUint32(0, ~(state[0] ?? 0));
      view.setUint32(4, ~(state[1] ?? 0));
      return all.subarray(8 - width);
    },
  };
}

function updateNarrow(table: Uint32Array, state: Int32Array, bytes: Uint8Array): void {
  let low = state[1] ?? 0;
  for (let at = 0; at < bytes.length; at += 1)
    low = (low >>> 8) ^ ((table[(low ^ (bytes[at] as number)) & 0xff] as number) | 0);
  state[1] = low;
}

function updateWide({ upper, lower }: CrcTable, state: Int32Array, bytes: Uint8Array): void {
  let high = state[0] ?? 0;
  let low = state[1] ?? 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const place = (low ^ (bytes[at] as number)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ ((lower[place] as number) | 0);
    high = (high >>> 8) ^ ((upper[place] as number) | 0);
  }
  state[0] = high;
  state[1] = low;
}

function base64Of(running: RunningBytes): RunningChecksum {
  return {
    update: (bytes) => {
      running.update(bytes);
    },
    base64: () => btoa(String.fromCharCode(...running.bytes())),
  };
}
