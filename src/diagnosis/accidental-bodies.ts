// Texts that clients hash by mistake in place of a body: nothing, placeholders, and what languages print for an object.
import { sha256Hex } from "../http/digest.ts";

/** What stands for a JSON body or for none where a library has nothing to send, most frequent first. */
export const emptyBodies: readonly string[] = [
  "",
  "{}",
  "null",
  '""',
  "[]",
  "undefined",
  "''",
  "\n",
  "{}\n",
  " ",
];

/** Every text that is hashed by mistake, most frequent first. Latin1. */
export const accidentalBodies: readonly string[] = [
  "",
  "{}",
  "null",
  "undefined",
  "[object Object]",
  '""',
  "[]",
  "UNSIGNED-PAYLOAD",
  "''",
  "None",
  "false",
  "true",
  "0",
  "nil",
  "[object FormData]",
  "[object Blob]",
  "[object File]",
  "[object ArrayBuffer]",
  "[object Uint8Array]",
  "[object ReadableStream]",
  "[object URLSearchParams]",
  "[object Promise]",
  "Array",
  "NULL",
  "b''",
  "NaN",
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "\n",
  "\r\n",
  " ",
  "{}\n",
];

const accidental = new Map(accidentalBodies.map((text) => [sha256Hex(text), text]));

/** The text behind the hash of one of the usual accidents, or null. */
export function accidentalBody(hash: string): string | null {
  return accidental.get(hash) ?? null;
}
