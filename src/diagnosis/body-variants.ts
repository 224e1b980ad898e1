// Bodies a client may have hashed in place of the one that arrived.

import type { CapturedBody } from "../http/captured-exchange.ts";
import { sha256Hex } from "../http/digest.ts";
import { latin1 } from "../http/http-message.ts";
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** A body that may have been signed: its hash, and in words how it differs from the one that arrived. */
export interface BodyVariant {
  readonly sha256Hex: string;
  readonly difference: string;
}

/** Texts that clients hash by mistake in place of a body. */
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
];

const accidental = new Map(accidentalBodies.map((text) => [sha256Hex(text), text]));

/** The text behind the hash of one of the usual accidents, or null. */
export function accidentalBody(hash: string): string | null {
  return accidental.get(hash) ?? null;
}

/** Line ends, a last newline and JSON spelling changed. Empty where the body was too long to be kept. */
export function* bodyVariants(body: CapturedBody): Generator<BodyVariant> {
  if (!body.content || body.content.length === 0 || body.content.length > 1_048_576) return;
  const text = latin1(body.content);
  const variants: [string, string][] = [
    [`${text}\n`, "a newline at the end was lost after signing"],
    [`${text}\r\n`, "a CRLF at the end was lost after signing"],
    [text.replace(/\r?\n$/, ""), "a newline at the end was added after signing"],
    [text.trim(), "white space around the body was added after signing"],
    [text.replaceAll("\r\n", "\n"), "LF line ends became CRLF after signing"],
    [text.replace(/\r?\n/g, "\r\n"), "CRLF line ends became LF after signing"],
    [`\u00ef\u00bb\u00bf${text}`, "a byte order mark was lost after signing"],
    [text.replace(/^\u00ef\u00bb\u00bf/, ""), "a byte order mark was added after signing"],
  ];
  for (const [bytes, difference] of [...variants, ...jsonVariants(text), ...formVariants(text)]) {
    if (bytes !== text) yield { sha256Hex: sha256Hex(bytes), difference };
  }
}

/** Other spellings of the same JSON; none where it nests too deep to be written again. */
function jsonVariants(bytes: string): [string, string][] {
  if (!/^\s*[[{]/.test(bytes)) return [];
  const text = utf8Text(bytes);
  const value = text === null ? undefined : parsed(text);
  if (value === undefined) return [];
  try {
    return writtenAgain(value);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function writtenAgain(value: unknown): [string, string][] {
  const again = "the JSON was written again after signing";
  const reordered = "the keys of the JSON were put in another order after signing";
  const compact = JSON.stringify(value);
  const spaced = pythonJson(value);
  const same = [utf8Bytes(compact), utf8Bytes(spaced), asciiJson(spaced), asciiJson(compact)];
  const indented = [2, 4, "\t"].map((indent) => utf8Bytes(JSON.stringify(value, null, indent)));
  const sorted = [utf8Bytes(JSON.stringify(ordered(value))), utf8Bytes(pythonJson(ordered(value)))];
  return [
    ...[...same, ...indented].map((bytes): [string, string] => [bytes, again]),
    ...sorted.map((bytes): [string, string] => [bytes, reordered]),
    [utf8Bytes(JSON.stringify(compact)), "the JSON was encoded as a string before signing"],
  ];
}

function* formVariants(text: string): Generator<[string, string]> {
  if (!text.includes("=") || /[\s{[<"]/.test(text)) return;
  const again = "the form was encoded again after signing";
  yield [text.replaceAll("+", "%20"), again];
  yield [text.replaceAll("%20", "+"), again];
  yield [text.split("&").sort().join("&"), "the form's fields were put in another order after signing"];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** JSON with a blank behind each comma and colon, as Python's json.dumps writes it. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${pythonJson(member)}`)
    .join(", ")}}`;
}

function asciiJson(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, ordered(member)]),
  );
}
