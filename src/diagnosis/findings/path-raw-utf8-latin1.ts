// The path has raw bytes outside ASCII, or its UTF-8 was taken for Latin-1 before it was encoded.
import { percentDecode, percentEncodePath } from "../../sigv4/percent-encoding.ts";
import { alteredPaths } from "../alterations.ts";
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext } from "../rule.ts";
import { utf8Bytes, utf8Text } from "../text-encodings.ts";
import { partSigns } from "../text-signs.ts";

export const pathRawUtf8Latin1: FindingRule = {
  id: "path-raw-utf8-latin1",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The path has characters outside ASCII that were not percent-encoded as UTF-8",
  why: "A request line is ASCII. S3 reads raw bytes in it as Latin-1 and encodes each of them as UTF-8 once more, so that one letter becomes two; encoders that take UTF-8 for Latin-1 do the same.",
  fix: "Percent-encode the path from its UTF-8 bytes before signing and before sending: %D1%82 for one Cyrillic letter.",
  wrongFix: "Do not send the raw bytes and sign their percent-encoding.",
  spec: "observed: public threads skoobe/riofs#18, minio/minio#6548",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/%D1%82%D0%B5%D1%81%D1%82",
      signedInput: (input) => ({
        ...input,
        canonicalUri: "/%C3%91%C2%82%C3%90%C2%B5%C3%91%C2%81%C3%91%C2%82",
      }),
    }),
  inspect: (context) => (rawBytes.test(context.target.path) ? observations(context) : []),
  suppose: (context) => {
    const received = context.input.canonicalUri;
    return pathSuppositions(
      context,
      otherwiseRead(context),
      (path) =>
        `The path was signed as "${path}" and arrived as "${received}": its characters were read in another encoding.`,
    );
  },
  alter: (context) => alteredPaths(context, otherwiseRead(context)),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%C3%8[0-9A-F]%C2%|[\x80-\xff]/,
        likelihood: 0.8,
        detail: "The path has bytes of UTF-8 taken for Latin-1, or bytes that are not escaped.",
      },
    ]),
};

const rawBytes = /[\u0080-\u00ff]/;

function observations({ envelope, isS3, endpoint, response }: RuleContext): Observation[] {
  if (envelope === null) return [];
  const accepted = response !== null && response.status < 400;
  const refused = isS3 && endpoint.partition !== null && !accepted;
  const detail = "The path holds bytes above 7F as they are, without percent-encoding.";
  return [{ detail, evidence: {}, severity: refused ? "error" : "warning" }];
}

function* otherwiseRead({ input, target, isS3 }: EnvelopeContext): Generator<string> {
  const levels = isS3 ? 1 : 2;
  const bytes = decodedTimes(input.canonicalUri, levels);
  if (!rawBytes.test(bytes)) return;
  const encoded = (text: string): string => encodedTimes(text, levels);
  yield encoded(utf8Bytes(bytes));
  const text = utf8Text(bytes);
  if (text !== null) yield* otherBytes(text, encoded);
  yield encoded(utf8Bytes(utf8Bytes(bytes)));
  if (!isS3) yield* [percentEncodePath(utf8Bytes(bytes)), percentEncodePath(bytes)];
  if (!rawBytes.test(target.path)) return;
  yield target.path;
  yield bytes;
  yield utf8Bytes(bytes);
}

/** The characters in one byte each, as question marks, as UTF-16, as %uXXXX. */
function* otherBytes(text: string, encoded: (bytes: string) => string): Generator<string> {
  const narrow = [...text]
    .map((character) => String.fromCharCode((character.codePointAt(0) ?? 0) & 0xff))
    .join("");
  yield encoded(narrow);
  yield encoded(text.replace(/[\u0100-\u{10ffff}]/gu, "?"));
  yield encoded(text.replace(/[\u0080-\u{10ffff}]/gu, "?"));
  yield text.replace(
    /[^A-Za-z0-9\-._~/]/g,
    (unit) => `%u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

function decodedTimes(path: string, times: number): string {
  let text = path;
  for (let count = 0; count < times; count += 1) text = percentDecode(text);
  return text;
}

function encodedTimes(path: string, times: number): string {
  let text = path;
  for (let count = 0; count < times; count += 1) text = percentEncodePath(text);
  return text;
}
