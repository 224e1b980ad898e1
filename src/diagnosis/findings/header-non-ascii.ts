// A header value with characters outside ASCII was signed in another encoding than it was sent in.
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { utf8Bytes, utf8Text } from "../text-encodings.ts";
import { headerSupposition } from "../variations.ts";

export const headerNonAscii: FindingRule = {
  id: "header-non-ascii",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "A header value outside ASCII was signed in another encoding than it was sent in",
  why: "HTTP headers are bytes. One side signs the value as UTF-8 while the other sends or reads it as Latin-1, so that the signed bytes and the received bytes differ.",
  fix: "Keep header values ASCII: percent-encode user metadata and file names (filename*=UTF-8'' in Content-Disposition) before signing and sending.",
  wrongFix: "Do not strip the accents: the next name will have other ones.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["x-amz-meta-author", "Zo\u00eb"]],
      body: "{}",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) =>
          header.name === "x-amz-meta-author" ? { ...header, value: "Zo\u00c3\u00ab" } : header,
        ),
      }),
    }),
  suppose: (context) => suppositions(context),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const { name, value } of context.input.headers) {
    for (const other of new Set(otherEncodings(value))) {
      if (other === value) continue;
      const detail = `The header ${name} was signed in another character encoding than it was sent in.`;
      yield headerSupposition(context, name, other, detail);
    }
  }
}

function* otherEncodings(value: string): Generator<string> {
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
