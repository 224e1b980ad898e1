// The forms in which signers write a path: characters left raw, encoded too often or not often enough, segments changed.
import { percentDecode, percentEncodePath } from "../sigv4/percent-encoding.ts";
import { subsets } from "./part-variations.ts";

/** Character sets that widely used encoders leave raw, most used first. */
const rawSets: readonly string[] = [
  "!'()*", // encodeURIComponent
  ";,/?:@&=+$!'()*#", // encodeURI
  "!$&'()*,:;=@", // sub-delimiters with : and @: path characters of RFC 3986
  "$&:=@", // Go's path escaping, and java.net.URI
  "*", // java.net.URLEncoder
  ":",
  "=",
  "@",
];

/** Characters a signer may leave raw; + ~ and / have classes of their own. */
const reserved = "!'()*:=,;@&$^[]{}|<>\"`#? ";

/** Every text that arises when some of the reserved characters present stay raw instead of %XX (or %25XX). */
export function* withRawCharacters(encoded: string): Generator<string> {
  const present = [...reserved].filter(
    (character) => encoded.includes(hex(character)) || encoded.includes(`%25${hex(character).slice(1)}`),
  );
  if (present.length === 0 && !/%[89A-F][0-9A-F]/.test(encoded)) return;
  const seen = new Set([encoded]);
  for (const characters of candidateSets(present)) {
    for (const text of unescaped(encoded, characters)) {
      if (seen.has(text)) continue;
      seen.add(text);
      yield text;
    }
  }
  const whole = percentDecode(encoded);
  if (
    !seen.has(whole) &&
    whole !== encoded.replaceAll("%2B", "+").replaceAll("%7E", "~").replaceAll("%25", "%")
  )
    yield whole;
}

/** The path encoded once more, so often as asked. */
export function encodedAgain(path: string, times: number): string {
  let text = path;
  for (let count = 0; count < times; count += 1) text = percentEncodePath(text);
  return text;
}

/** The path decoded `times` times and encoded once; slashes stay as they come out. */
export function decodedAndEncoded(path: string, times: number): string {
  let text = path;
  for (let count = 0; count < times; count += 1) text = percentDecode(text);
  return percentEncodePath(text);
}

/** `//` and longer runs made one slash. */
export function collapsedSlashes(path: string): string {
  return path.replace(/\/{2,}/g, "/");
}

function* candidateSets(present: readonly string[]): Generator<readonly string[]> {
  for (const set of rawSets) yield present.filter((character) => set.includes(character));
  yield* subsets(present, 8);
}

function* unescaped(encoded: string, characters: readonly string[]): Generator<string> {
  let text = encoded;
  let both = encoded;
  for (const character of characters) {
    text = text.replaceAll(hex(character), character);
    both = both.replaceAll(`%25${hex(character).slice(1)}`, character).replaceAll(hex(character), character);
  }
  yield text;
  yield both;
  if (text !== encoded && encoded.includes("%2B")) yield text.replaceAll("%2B", "+");
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
