// Bodies a client may have hashed in place of the one that arrived, each with the kind of change that would lie between them.
import type { CapturedBody } from "../http/captured-exchange.ts";
import { sha256Hex } from "../http/digest.ts";
import { latin1 } from "../http/http-message.ts";
import { charsetSpellings } from "./body-charsets.ts";
import { characterCounts, completedJson, withSurplus } from "./body-cuts.ts";
import type { BodyTools } from "./body-tools.ts";
import { formFields, formOf, formSpellings, looksLikeForm } from "./form-spellings.ts";
import { jsonSpellings } from "./json-spellings.ts";
import { utf8Bytes, utf8Text } from "./text-encodings.ts";

/** What kind of change lies between the hashed body and the one that arrived; each belongs to one class. */
export type BodyChange = "changed" | "form" | "charset" | "length";

/** A body that may have been signed: its hash and length, and in words how it differs from the one that arrived. */
export interface BodyVariant {
  readonly sha256Hex: string;
  readonly bytes: number;
  readonly difference: string;
}

/** Longest body in bytes whose text is spelled anew; longer ones get the cheap variants alone. */
const spelledBytes = 131_072;
/** Longest body in bytes that is hashed again at all. */
const hashedBytes = 4_194_304;

type Text = readonly [bytes: string, difference: string];

/** Bodies of one kind of change, most likely first, each once; none where the body is empty or was too long to be kept. */
export function* bodyVariants(
  body: CapturedBody,
  tools: BodyTools,
  change: BodyChange,
): Generator<BodyVariant> {
  const { content } = body;
  if (!content || content.length === 0 || content.length > hashedBytes) return;
  const seen = new Set([body.sha256Hex]);
  for (const [bytes, difference] of texts(body, content, tools, change)) {
    const hash = sha256Hex(bytes);
    if (seen.has(hash)) continue;
    seen.add(hash);
    yield { sha256Hex: hash, bytes: bytes.length, difference };
  }
}

function* texts(
  body: CapturedBody,
  content: Uint8Array,
  tools: BodyTools,
  change: BodyChange,
): Generator<Text> {
  const bytes = latin1(content);
  const short = bytes.length <= spelledBytes;
  switch (change) {
    case "changed":
      yield* lineEnds(bytes);
      yield* unpacked(content, tools);
      if (short) yield* spelledAnew(bytes);
      return;
    case "form":
      if (short)
        for (const form of formSpellings(bytes))
          yield [form, "the form was encoded in another way after signing"];
      return;
    case "charset":
      if (short)
        for (const [spelt, charset] of charsetSpellings(bytes)) yield [spelt, `it was hashed as ${charset}`];
      return;
    case "length":
      yield* wholeAgain(content, bytes, body.surplus);
  }
}

function* lineEnds(bytes: string): Generator<Text> {
  yield [`${bytes}\n`, "a newline at the end was lost after signing"];
  if (bytes.endsWith("\n"))
    yield [bytes.replace(/\r?\n$/, ""), "a newline at the end was added after signing"];
  yield [`${bytes}\r\n`, "a CRLF at the end was lost after signing"];
  if (bytes.includes("\n")) {
    yield [bytes.replaceAll("\r\n", "\n"), "LF line ends became CRLF after signing"];
    yield [bytes.replace(/\r?\n/g, "\r\n"), "CRLF line ends became LF after signing"];
    yield [bytes.replace(/\n+$/, ""), "newlines at the end were added after signing"];
    yield [bytes.replaceAll("\n", "\\n"), "escaped line ends became real ones after signing"];
    yield [bytes.replace(/\r?\n/g, ""), "line ends were added after signing"];
  }
  const trimmed = bytes.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (trimmed !== bytes) yield [trimmed, "white space around the body was added after signing"];
  yield [`\u00ef\u00bb\u00bf${bytes}`, "a byte order mark was lost after signing"];
  if (bytes.startsWith("\u00ef\u00bb\u00bf"))
    yield [bytes.slice(3), "a byte order mark was added after signing"];
  yield [`${bytes}\u0000`, "a zero byte at the end was lost after signing"];
}

/** Compressed after signing. The other way cannot be tried: no two compressors give the same bytes. */
function* unpacked(content: Uint8Array, tools: BodyTools): Generator<Text> {
  const plain = tools.inflated(content);
  if (plain) yield [latin1(plain), "the body was compressed after signing"];
}

function* spelledAnew(bytes: string): Generator<Text> {
  const text = utf8Text(bytes);
  if (text !== null)
    for (const [spelt, difference] of jsonSpellings(text)) yield [utf8Bytes(spelt), difference];
  yield* formAndJson(bytes, text);
  yield* unescaped(bytes);
  yield [btoa(bytes), "the body was decoded from base64 after signing"];
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(bytes) && bytes.length % 4 === 0)
    yield [atob(bytes), "the body was encoded as base64 after signing"];
}

/** The signer was given the fields as an object and the HTTP library wrote a form, or the reverse. */
function* formAndJson(bytes: string, text: string | null): Generator<Text> {
  const fields = formFields(bytes);
  if (fields) {
    const json = JSON.stringify(Object.fromEntries(fields));
    yield [utf8Bytes(json), "the fields were signed as JSON and sent as a form"];
    for (const [spelt] of [...jsonSpellings(json)].slice(0, 4))
      yield [utf8Bytes(spelt), "the fields were signed as JSON and sent as a form"];
  }
  const flat = text?.startsWith("{") ? flatObject(text) : null;
  if (flat) yield [formOf(flat), "the fields were signed as a form and sent as JSON"];
}

function flatObject(text: string): [string, string][] | null {
  try {
    const members = Object.entries(JSON.parse(text) as object);
    return members.length === 0 || members.some(([, member]) => typeof member === "object")
      ? null
      : members.map(([name, member]) => [name, String(member)]);
  } catch {
    return null;
  }
}

/** Percent escapes and XML entities undone or made after signing. */
function* unescaped(bytes: string): Generator<Text> {
  if (/%[0-9A-Fa-f]{2}/.test(bytes) && !looksLikeForm(bytes))
    yield [
      bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      "the body was percent-encoded after signing",
    ];
  if (!bytes.startsWith("<")) return;
  yield [bytes.replace(/^<\?xml[^>]{0,200}\?>\s*/, ""), "an XML declaration was added after signing"];
  for (const declaration of xmlDeclarations)
    yield [declaration + bytes, "the XML declaration was lost after signing"];
  yield [bytes.replace(/>\s+</g, "><"), "the XML was indented after signing"];
}

const xmlDeclarations = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  '<?xml version="1.0" encoding="utf-8"?>',
  '<?xml version="1.0"?>',
];

/** The whole of a body that was cut at its length in characters, and the first part of a whole one. */
function* wholeAgain(content: Uint8Array, bytes: string, surplus: Uint8Array | undefined): Generator<Text> {
  const lost = "its length was counted in characters, so the end is missing";
  const whole = withSurplus(content, surplus);
  if (whole) yield [latin1(whole), lost];
  if (!/[\u0080-\u00ff]/.test(bytes)) return;
  for (const count of characterCounts(bytes))
    yield [bytes.slice(0, count), "only as many bytes were hashed as it has characters"];
  const completed = completedJson(bytes);
  if (completed !== null) yield [completed, lost];
}
