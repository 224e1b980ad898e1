// The same text in the bytes of another charset: what a signer hashes when it turns characters into bytes in its own way.
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** A body in another charset: bytes as latin1 text, and the charset's name as people know it. */
export type CharsetSpelling = readonly [bytes: string, charset: string];

/** Other charsets for the bytes of a text, most likely first; bytes and results are latin1 text. */
export function* charsetSpellings(bytes: string): Generator<CharsetSpelling> {
  if (!/[\u0080-\u00ff]/.test(bytes)) {
    yield* wide(bytes);
    yield* narrowed(bytes);
    return;
  }
  const text = utf8Text(bytes);
  if (text !== null) {
    const [latin1, questionMarks, ...others] = single(text);
    const [utf16, ...others16] = wide(text);
    if (latin1) yield latin1;
    yield [utf8Bytes(bytes), "UTF-8 twice"];
    if (questionMarks) yield questionMarks;
    yield [text.replace(/[\u0080-\uffff]/g, "?"), "ASCII with question marks"];
    if (utf16) yield utf16;
    yield [utf8Bytes(windows1252Text(bytes)), "UTF-8 read as Windows-1252"];
    yield* others;
    yield* others16;
    return;
  }
  yield [utf8Bytes(bytes), "UTF-8"];
  yield [utf8Bytes(windows1252Text(bytes)), "UTF-8 from Windows-1252"];
  yield [utf8Bytes(new TextDecoder("utf-8").decode(byteArray(bytes))), "UTF-8 with replacement characters"];
  yield [bytes.replace(/[\u0080-\u00ff]/g, "?"), "ASCII with question marks"];
  yield* wide(bytes);
  yield* narrowed(bytes);
}

/** A text with one byte for each character, as far as a charset holds them. */
function* single(text: string): Generator<CharsetSpelling> {
  const units = text.replace(/[\u0100-\uffff]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) & 0xff));
  yield [units, "Latin-1 (binary)"];
  yield [text.replace(/[\u0100-\uffff]/g, "?"), "Latin-1 with question marks"];
  yield [text.replace(/[\u0100-\u{10ffff}]/gu, "?"), "Latin-1 with question marks"];
  yield [windows1252Bytes(text), "Windows-1252"];
  yield [text.replace(/[\u0080-\u{10ffff}]/gu, "?"), "ASCII with question marks"];
  yield [text.replace(/[\u0080-\uffff]/g, ""), "ASCII with characters left out"];
  yield [cesu8(text), "CESU-8"];
  yield [utf8Bytes(text.replace(/[\ud800-\udfff]/g, "\ufffd")), "UTF-8 with replacement characters"];
  yield [
    text.replace(/[\u0080-\uffff]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) & 0x7f)),
    "seven bits",
  ];
  yield [utf8Bytes(text.normalize("NFC")), "UTF-8 with composed characters"];
  yield [utf8Bytes(text.normalize("NFD")), "UTF-8 with decomposed characters"];
}

/** Two bytes for each character, with and without a byte order mark. */
function* wide(text: string): Generator<CharsetSpelling> {
  const little = text.replace(/[\s\S]/g, (unit) => pair(unit, false));
  const big = text.replace(/[\s\S]/g, (unit) => pair(unit, true));
  yield [little, "UTF-16LE"];
  yield [big, "UTF-16BE"];
  yield [`\u00ff\u00fe${little}`, "UTF-16 with a byte order mark"];
  yield [`\u00fe\u00ff${big}`, "UTF-16 with a byte order mark"];
}

/** The UTF-8 of a body that itself is UTF-16. */
function* narrowed(bytes: string): Generator<CharsetSpelling> {
  if (bytes.length < 2 || bytes.length % 2 === 1 || !bytes.includes("\u0000")) return;
  for (const label of ["utf-16le", "utf-16be"])
    yield [utf8Bytes(new TextDecoder(label).decode(byteArray(bytes))), "UTF-8"];
}

function pair(unit: string, bigEndian: boolean): string {
  const code = unit.charCodeAt(0);
  const [high, low] = [String.fromCharCode(code >> 8), String.fromCharCode(code & 0xff)];
  return bigEndian ? high + low : low + high;
}

/** Each half of a surrogate pair as three bytes of its own, as Java's and old Oracle's UTF-8 write it. */
function cesu8(text: string): string {
  return [...text]
    .map((character) => (character.length === 1 ? utf8Bytes(character) : halves(character)))
    .join("");
}

function halves(character: string): string {
  return character.replace(/[\s\S]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  });
}

/** Windows-1252 where it differs from Latin-1: the characters of the bytes 80 to 9f. */
const windowsCharacters =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

function windows1252Text(bytes: string): string {
  return bytes.replace(/[\u0080-\u009f]/g, (byte) => windowsCharacters[byte.charCodeAt(0) - 0x80] ?? byte);
}

function windows1252Bytes(text: string): string {
  return text.replace(/[\u0080-\u{10ffff}]/gu, (character) => {
    const place = windowsCharacters.indexOf(character);
    if (place >= 0) return String.fromCharCode(0x80 + place);
    return character <= "\u00ff" ? character : "?";
  });
}

function byteArray(bytes: string): Uint8Array {
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}
