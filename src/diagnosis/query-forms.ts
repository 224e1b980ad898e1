// The query as signers write it: its parameters in wire order with their canonical and their raw text, and ways to join them.
import { byCodeUnit, canonicalQueryText } from "../sigv4/canonical-query.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import { subsets } from "./part-variations.ts";
import type { EnvelopeContext } from "./rule.ts";

/** One parameter: encoded as the specification wants it, and as it was sent. */
export interface SignedParameter {
  readonly name: string;
  readonly value: string;
  readonly sentName: string;
  /** Null when there was no `=`. */
  readonly sentValue: string | null;
}

/** The parameters that belong into the canonical query, in wire order. */
export function signedParameters(context: EnvelopeContext): SignedParameter[] {
  const presigned = context.envelope.form === "presigned-url";
  return context.query
    .map(({ name, value }) => ({
      name: canonicalQueryText(name),
      value: canonicalQueryText(value ?? ""),
      sentName: name,
      sentValue: value,
    }))
    .filter(({ name }) => !presigned || name !== "X-Amz-Signature");
}

/** Parameters sorted by name, then by value. */
export function sorted(parameters: readonly SignedParameter[]): SignedParameter[] {
  return [...parameters].sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.value, b.value));
}

/** `name=value` joined by `&`, in the given order. */
export function joined(parameters: readonly SignedParameter[]): string {
  return parameters.map(({ name, value }) => `${name}=${value}`).join("&");
}

/** Whether every left-out parameter repeats a name that is kept. */
export function isRepeated(left: readonly SignedParameter[], kept: readonly SignedParameter[]): boolean {
  return left.length > 0 && left.every(({ name }) => kept.some((other) => other.name === name));
}

const writtenIntoQuery: ReadonlySet<string> = new Set([
  "host",
  "content-type",
  "user-agent",
  "accept",
  "date",
]);

/** Whether a query parameter has the name of a header that belongs among the canonical headers. */
export function isHeaderName({ input }: EnvelopeContext, name: string): boolean {
  const lower = name.toLowerCase();
  if (/^x-amz-(?:date|content-sha256|security-token)$/.test(lower)) return true;
  return writtenIntoQuery.has(lower) && input.headers.some((header) => header.name === lower);
}

/** The query that the server shows, where it holds all of ours and more. */
export function* shownLonger({ input, serverTexts }: EnvelopeContext): Generator<string> {
  const shown = serverTexts?.input?.canonicalQuery ?? "";
  const pieces = shown.split("&");
  if (
    pieces.length > 0 &&
    shown !== "" &&
    ownPieces(input.canonicalQuery).every((own) => pieces.includes(own))
  )
    yield shown;
}

function ownPieces(query: string): readonly string[] {
  return query === "" ? [] : query.split("&");
}

const rawSets: readonly string[] = [
  "!'()*",
  ";,/?:@&=+$!'()*#",
  "!$'()*,:;@/?",
  ":/",
  ",",
  ":",
  "*",
  "$",
  "@",
];
const reserved = "!'()*:,;@$^[]{}|<>\"`/?=& ";

/** The sorted query with some reserved characters left raw, nothing encoded, everything as sent, or encoded too often. */
export function* otherwiseEncoded(context: EnvelopeContext): Generator<string> {
  const parameters = sorted(signedParameters(context));
  if (parameters.length === 0) return;
  const all = joined(parameters);
  const asSent = parameters.map(({ sentName, sentValue }) => `${sentName}=${sentValue ?? ""}`).join("&");
  // Small hex digits and an encoded tilde alone are classes of their own.
  if (
    asSent
      .replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase())
      .replaceAll("%7E", "~")
      .replaceAll("/", "%2F") !== all
  )
    yield asSent;
  const own = parameters.filter(({ name }) => !name.startsWith("X-Amz-"));
  const presigned = context.envelope.form === "presigned-url";
  // In a presigned URL the caller's parameters alone, then the presigner's alone, then all.
  const added = parameters.filter((parameter) => !own.includes(parameter));
  for (const chosen of presigned ? [own, added, parameters] : [parameters])
    if (chosen.length > 0) yield* inSome(parameters, new Set(chosen));
  yield percentEncode(all);
  yield all.replaceAll("%20", " ");
}

function* inSome(
  parameters: readonly SignedParameter[],
  chosen: ReadonlySet<SignedParameter>,
): Generator<string> {
  type Form = (encoded: string) => string;
  const same: Form = (encoded) => encoded;
  const written = (ofName: Form, ofValue: Form): string =>
    parameters
      .map((parameter) => {
        const [onName, onValue] = chosen.has(parameter) ? [ofName, ofValue] : [same, same];
        return `${onName(parameter.name)}=${onValue(parameter.value)}`;
      })
      .join("&");
  const text = joined([...chosen]);
  for (const characters of characterSets(text)) {
    // Slashes alone are a class of their own.
    if (characters.join("") === "/") continue;
    const raw: Form = (encoded) => withRaw(encoded, characters);
    yield written(raw, raw);
  }
  yield written(percentDecode, percentDecode);
  yield written(percentEncode, percentEncode);
  yield written(same, percentEncode);
  yield written(percentEncode, same);
  yield written(same, percentDecode);
  yield written(percentDecode, same);
  const once: Form = (encoded) => percentEncode(percentDecode(percentDecode(encoded)));
  yield written(once, once);
  const thrice: Form = (encoded) => percentEncode(percentEncode(encoded));
  yield written(thrice, thrice);
  for (const character of reserved) {
    const code = percentEncode(character);
    if (!text.includes(code)) continue;
    const again: Form = (encoded) => encoded.replaceAll(code, percentEncode(code));
    yield written(again, again);
  }
}

function* characterSets(query: string): Generator<readonly string[]> {
  const present = [...reserved].filter((character) => query.includes(percentEncode(character)));
  for (const set of rawSets) yield present.filter((character) => set.includes(character));
  yield* subsets(present, 7);
}

function withRaw(encoded: string, characters: readonly string[]): string {
  let text = encoded;
  for (const character of characters) text = text.replaceAll(percentEncode(character), character);
  return text;
}
