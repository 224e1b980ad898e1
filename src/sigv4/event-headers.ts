// The headers of one frame of application/vnd.amazon.eventstream: names, types and values, and the hash that is signed.
import { runningSha256 } from "../http/digest.ts";
import { latin1 } from "../http/http-message.ts";

/** One header of a frame. */
export interface EventHeader {
  readonly name: string;
  /** Number of the type: 6 bytes, 7 text, 8 time; others as in the description of the format. */
  readonly type: number;
  /** The value's bytes, without the length before them. */
  readonly value: Uint8Array;
}

/** The headers of a frame. */
export interface EventHeaders {
  readonly list: readonly EventHeader[];
  /** SHA-256 of the encoded headers without `:chunk-signature`: lower-case hex. */
  readonly signedSha256Hex: string;
}

/** Bytes of a value by type where the length is fixed; 6 and 7 carry their own. */
const fixedLengths: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 0],
  [2, 1],
  [3, 2],
  [4, 4],
  [5, 8],
  [8, 8],
  [9, 16],
]);
const bytesType = 6;
const textType = 7;
const timeType = 8;

/** Reads the headers of a frame; null when they break their grammar. */
export function readEventHeaders(bytes: Uint8Array): EventHeaders | null {
  const list: EventHeader[] = [];
  const signed = runningSha256();
  let at = 0;
  while (at < bytes.length) {
    const found = headerAt(bytes, at);
    if (!found) return null;
    list.push(found.header);
    if (found.header.name !== ":chunk-signature") signed.update(bytes.subarray(at, found.end));
    at = found.end;
  }
  return { list, signedSha256Hex: signed.hex() };
}

function headerAt(bytes: Uint8Array, at: number): { header: EventHeader; end: number } | null {
  const typeAt = at + 1 + (bytes[at] ?? 0);
  const type = bytes[typeAt];
  if (type === undefined) return null;
  const fixed = fixedLengths.get(type);
  const length = fixed ?? countedLength(bytes, typeAt);
  if (length === null) return null;
  const start = typeAt + (fixed === undefined ? 3 : 1);
  const end = start + length;
  if (end > bytes.length) return null;
  const name = latin1(bytes.subarray(at + 1, typeAt));
  return { header: { name, type, value: bytes.slice(start, end) }, end };
}

function countedLength(bytes: Uint8Array, typeAt: number): number | null {
  const type = bytes[typeAt];
  const [high, low] = [bytes[typeAt + 1], bytes[typeAt + 2]];
  if ((type !== bytesType && type !== textType) || high === undefined || low === undefined) return null;
  return high * 256 + low;
}

/** The header of a name, or null. */
export function eventHeader(headers: readonly EventHeader[], name: string): EventHeader | null {
  return headers.find((header) => header.name === name) ?? null;
}

/** The milliseconds since 1970 of a time header, or null when it is of another type or beyond all calendars. */
export function eventTimeEpochMs(header: EventHeader | null): number | null {
  if (header === null || header.type !== timeType) return null;
  const { buffer, byteOffset, byteLength } = header.value;
  const at = Number(new DataView(buffer, byteOffset, byteLength).getBigInt64(0));
  return Math.abs(at) <= 8_640_000_000_000_000 ? at : null;
}

/** The text of a header, latin1; empty for one that is no text. */
export function eventHeaderText(header: EventHeader | null): string {
  return header !== null && header.type === textType ? latin1(header.value) : "";
}
