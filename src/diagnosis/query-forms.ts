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
  const written = (text: (encoded: string) => string): string =>
    parameters.map(({ name, value }) => `${text(name)}=${text(value)}`).join("&");
  const all = joined(parameters);
  const asSent = parameters.map(({ sentName, sentValue }) => `${sentName}=${sentValue ?? ""}`).join("&");
  // Small hex digits and an encoded tilde alone are classes of their own.
  if (asSent.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()).replaceAll("%7E", "~") !== all)
    yield asSent;
  for (const characters of characterSets(all)) yield written((encoded) => withRaw(encoded, characters));
  yield written(percentDecode);
  yield written(percentEncode);
  yield parameters.map(({ name, value }) => `${name}=${percentEncode(value)}`).join("&");
  yield written((encoded) => percentEncode(percentDecode(percentDecode(encoded))));
  yield percentEncode(all);
  yield all.replaceAll("%20", " ");
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
