// Text and bytes in the core's form: latin1 text stands for bytes, one character each.
import { latin1, latin1Bytes } from "../http/http-message.ts";

/** The UTF-8 bytes of a text, as latin1 text. */
export function utf8Bytes(text: string): string {
  return latin1(new TextEncoder().encode(text));
}

/** The text that bytes (as latin1 text) spell in UTF-8, or null when they are no UTF-8. */
export function utf8Text(bytes: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(latin1Bytes(bytes));
  } catch {
    return null;
  }
}

/** The other bytes a value may have been signed as: UTF-8, Latin-1, encoded twice, replaced, percent-encoded, RFC 2047. */
export function* otherEncodings(value: string): Generator<string> {
  if (nonAscii.test(value)) {
    yield* [utf8Bytes(value), utf8Bytes(utf8Bytes(value))];
    const text = utf8Text(value);
    if (text !== null) yield* fromText(text);
    yield* fromText(value);
  } else if (/%[0-9A-Fa-f]{2}|=\?/.test(value)) {
    const text = decoded(value);
    if (text !== null && text !== value) yield* [utf8Bytes(text), narrow(text, "?")];
  }
}

/** Spellings of a text as latin1 bytes: UTF-8, Latin-1, normalised, replaced, percent-encoded, RFC 2047. */
function* fromText(text: string): Generator<string> {
  yield narrow(text, "?");
  yield text.replace(/[\u0080-\u{10ffff}]/gu, "?");
  yield* [utf8Bytes(text), utf8Bytes(text.normalize("NFC")), utf8Bytes(text.normalize("NFD"))];
  yield utf8Bytes(text).replace(/[^ -~]/g, percent);
  yield utf8Bytes(text).replace(/[^A-Za-z0-9\-._~]/g, percent);
  yield narrow(text, "");
  yield narrow(text, "\u00ef\u00bf\u00bd");
  const base64 = btoa(utf8Bytes(text));
  yield* [`=?UTF-8?B?${base64}?=`, `=?utf-8?B?${base64}?=`, `=?utf-8?b?${base64}?=`];
  yield `=?UTF-8?Q?${utf8Bytes(text)
    .replace(/[^ -<>@-^`-~]/g, (byte) => percent(byte).replace("%", "="))
    .replaceAll(" ", "_")}?=`;
  yield [...text].map((character) => String.fromCharCode(character.charCodeAt(0) & 0xff)).join("");
}

const nonAscii = /[\u0080-\u00ff]/;

function percent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function narrow(text: string, replacement: string): string {
  return [...text]
    .map((character) =>
      (character.codePointAt(0) ?? 0) <= 0xff && (replacement !== "" || character <= "\u007f")
        ? character
        : replacement,
    )
    .join("");
}

function decoded(value: string): string | null {
  const word = /^=\?utf-8\?b\?([A-Za-z0-9+/=]+)\?=$/i.exec(value);
  try {
    return word ? utf8Text(atob(word[1] ?? "")) : decodeURIComponent(value);
  } catch {
    return null;
  }
}
