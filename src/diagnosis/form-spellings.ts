// The same form fields (name=value&name=value) as other encoders write them: blanks, which characters stay raw, case of hex, order.
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** Whether bytes look like an x-www-form-urlencoded body. */
export function looksLikeForm(bytes: string): boolean {
  return /^[^\s={[<&"]+=/.test(bytes) && !/[\r\n]/.test(bytes);
}

/** Other encodings of the same fields as latin1 text, most likely first; the encoding that arrived is among them or not. */
export function* formSpellings(bytes: string): Generator<string> {
  if (!looksLikeForm(bytes)) return;
  yield* [bytes.replaceAll("+", "%20"), bytes.replaceAll("%20", "+")];
  yield* [bytes.replace(/%[0-9a-f]{2}/gi, upper), bytes.replace(/%[0-9a-f]{2}/gi, lower)];
  const fields = bytes.split("&").map(field);
  const seen = new Set<string>();
  for (const encode of [...nearEncoders(bytes, fields), ...encoders(fields)]) {
    const pairs = fields.map(({ name, value }) =>
      value === null ? encode(name) : `${encode(name)}=${encode(value)}`,
    );
    for (const spelt of [pairs.join("&"), [...pairs].sort().join("&")]) {
      if (!seen.has(spelt)) yield spelt;
      seen.add(spelt);
    }
  }
  yield* [`?${bytes}`, `${bytes}&`, bytes.replace(/&$/, ""), bytes.replaceAll("&", "&amp;")];
}

/** A flat form as the JSON of its fields, and back: the signer was given the object and the HTTP library the form, or the reverse. */
export function formFields(bytes: string): readonly (readonly [name: string, value: string])[] | null {
  if (!looksLikeForm(bytes)) return null;
  return bytes.split("&").map((text) => {
    const { name, value } = field(text);
    return [utf8Text(name) ?? name, utf8Text(value ?? "") ?? value ?? ""];
  });
}

interface Field {
  readonly name: string;
  /** Null for a field without an equals sign. */
  readonly value: string | null;
}

function field(text: string): Field {
  const equals = text.indexOf("=");
  if (equals < 0) return { name: decoded(text), value: null };
  return { name: decoded(text.slice(0, equals)), value: decoded(text.slice(equals + 1)) };
}

/** Bytes with + and %XX undone; other bytes stay. */
function decoded(text: string): string {
  return text
    .replaceAll("+", " ")
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

type Encoder = (bytes: string) => string;

/** Groups of characters that encoders agree or disagree about, those seen to differ most often first. */
const groups = ["!'()*", '{}[]"', ":/", "@,;$?", "~", "|^`<>\\#", "=&+%"];

/** The encoding that arrived with one or two characters written in the other way, or a group of them. */
function* nearEncoders(bytes: string, fields: readonly Field[]): Generator<Encoder> {
  const all = fields.map(({ name, value }) => name + (value ?? "")).join("");
  const reserved = [...new Set(all.replace(/[A-Za-z0-9\u0080-\u00ff ]/g, ""))].slice(0, 12);
  const kept = reserved.filter((character) => !bytes.includes(escaped(character))).join("");
  const blank = bytes.includes("+") ? "+" : "%20";
  const rest = /[\u0080-\u00ff]/.test(bytes) ? raw : escaped;
  const present = groups.filter((group) => reserved.some((character) => group.includes(character)));
  const pairs = reserved.flatMap((a, index) => reserved.slice(index + 1).map((b) => a + b));
  for (const changed of ["", ...reserved, ...present, ...pairs]) {
    for (const space of blank === "+" ? ["+", "%20"] : ["%20", "+"])
      yield encoder(toggled(kept, changed), { blank: space, rest });
  }
}

function toggled(kept: string, changed: string): string {
  const left = [...kept].filter((character) => !changed.includes(character));
  return left.join("") + [...changed].filter((character) => !kept.includes(character)).join("");
}

/** RFC 3986, WHATWG and Java, then every mixture of the groups that occur; raw blanks and lower-case hex last. */
function* encoders(fields: readonly Field[]): Generator<Encoder> {
  const all = fields.map(({ name, value }) => name + (value ?? "")).join("");
  const present = groups
    .filter((group) => [...group].some((character) => all.includes(character)))
    .slice(0, 6);
  const nonAscii = /[\u0080-\u00ff]/.test(all);
  for (const rest of nonAscii ? [escaped, raw] : [escaped]) {
    for (const blank of ["+", "%20", " "]) {
      yield encoder("-._~", { blank, rest });
      yield encoder("-._*", { blank, rest });
      for (let mask = 0; mask < 2 ** present.length; mask += 1) {
        const kept = present.filter((_, index) => (mask >> index) % 2 === 1).join("");
        const tilde = present.includes("~") ? "" : "~";
        yield encoder(`-._${tilde}${kept}`, { blank, rest });
      }
    }
  }
}

interface Habit {
  readonly blank: string;
  /** What becomes of bytes beyond ASCII. */
  readonly rest: Encoder;
}

function encoder(kept: string, { blank, rest }: Habit): Encoder {
  return (bytes) =>
    bytes.replace(/[^A-Za-z0-9]/g, (byte) => {
      if (byte === " ") return blank;
      if (kept.includes(byte)) return byte;
      return byte > "\u007f" ? rest(byte) : escaped(byte);
    });
}

function escaped(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function raw(byte: string): string {
  return byte;
}

function upper(text: string): string {
  return text.toUpperCase();
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** Fields as a form in bytes, the way URLSearchParams and requests write it. */
export function formOf(fields: readonly (readonly [name: string, value: string])[]): string {
  const encode = encoder("-._*", { blank: "+", rest: escaped });
  return fields.map(([name, value]) => `${encode(utf8Bytes(name))}=${encode(utf8Bytes(value))}`).join("&");
}
