// What a faulty client may have signed for a chunk, a trailer or an event instead: a table of parts, each with its wrong values.
import { emptySha256Hex } from "../http/digest.ts";
import { amzDate, parseAmzDate } from "./amz-date.ts";
import type { ChunkText } from "./chunk-signature.ts";
import { chunkPrefix, trailerPrefix } from "./chunk-signature.ts";
import { ecdsaAlgorithm, hmacAlgorithm } from "./terms.ts";

/** One wrong value of one part, and what it is in words. */
export interface ChunkVariant {
  readonly part: keyof ChunkText | "spelling";
  readonly value: string | null;
  /** What was signed, for people: `the seed signature`. */
  readonly words: string;
}

/** What else is known that a client may have taken by mistake. */
export interface Mistakable {
  /** Other signatures and their names: the seed, earlier chunks. */
  readonly signatures: readonly (readonly [value: string, words: string])[];
  /** Other hashes and their names: the data with its line end, other chunks, the whole body. */
  readonly hashes: readonly (readonly [value: string, words: string])[];
  /** Other values of the line before the last. */
  readonly middles: readonly (readonly [value: string, words: string])[];
  /** Other times at which the client may have read its clock. */
  readonly times: readonly string[];
}

/** Seconds by which a second reading of the clock may lie off: a long upload is signed as it goes, so more often later than earlier. */
const nearSeconds = 5;
const laterSeconds = 600;
const earlierSeconds = 60;

/** Wrong values in the order in which they are seen; times far off come last and are never combined. */
export function chunkVariants(
  own: ChunkText,
  known: Mistakable,
): { readonly near: readonly ChunkVariant[]; readonly far: readonly ChunkVariant[] } {
  const near = [
    ...previousVariants(known),
    ...middleVariants(known),
    ...named("hash", known.hashes),
    ...prefixes(own.prefix).map((value) => ({
      part: "prefix" as const,
      value,
      words: `the first line ${value}`,
    })),
    { part: "joint" as const, value: "crlf", words: "CR LF between the lines" },
    { part: "joint" as const, value: "lf-and-final-lf", words: "a line feed behind the last line" },
    ...known.times.map((value) => ({ part: "timestamp" as const, value, words: `the time ${value}` })),
    ...timesAround(own.timestamp, 1, { later: nearSeconds, earlier: nearSeconds }),
  ];
  return {
    near: near.filter(({ part, value }) => part === "spelling" || own[part] !== value),
    far: timesAround(own.timestamp, nearSeconds + 1, { later: laterSeconds, earlier: earlierSeconds }),
  };
}

/** First lines taken by mistake: those of the other parts, for SigV4A also those of plain Version 4. */
function prefixes(own: string): string[] {
  const algorithms = own.startsWith(ecdsaAlgorithm) ? [ecdsaAlgorithm, hmacAlgorithm] : [hmacAlgorithm];
  return algorithms.flatMap((algorithm) => [chunkPrefix(algorithm), trailerPrefix(algorithm), algorithm]);
}

function previousVariants(known: Mistakable): ChunkVariant[] {
  return [
    ...named("previous", known.signatures),
    ...known.signatures.map(([value, words]) => ({
      part: "previous" as const,
      value: value.toUpperCase(),
      words: `${words} in capitals`,
    })),
    { part: "previous", value: "", words: "an empty line for the signature before it" },
  ];
}

function middleVariants(known: Mistakable): ChunkVariant[] {
  return [
    { part: "middle", value: null, words: "no line between the signature before it and the hash" },
    { part: "middle", value: emptySha256Hex, words: "the hash of nothing before the last line" },
    { part: "middle", value: "", words: "an empty line before the last line" },
    ...named("middle", known.middles),
  ];
}

function named(
  part: "previous" | "hash" | "middle",
  values: readonly (readonly [value: string, words: string])[],
): ChunkVariant[] {
  return values.map(([value, words]) => ({ part, value, words }));
}

function timesAround(
  timestamp: string,
  from: number,
  to: { readonly later: number; readonly earlier: number },
): ChunkVariant[] {
  const at = parseAmzDate(timestamp);
  if (at === null) return [];
  const variants: ChunkVariant[] = [];
  for (let seconds = from; seconds <= Math.max(to.later, to.earlier); seconds += 1) {
    for (const off of seconds <= to.earlier ? [seconds, -seconds] : [seconds]) {
      const value = amzDate(at + off * 1000);
      variants.push({ part: "timestamp", value, words: `the time ${value}` });
    }
  }
  return variants;
}

/** No more is known than the text itself. */
export const nothingMistakable: Mistakable = { signatures: [], hashes: [], middles: [], times: [] };

/** Applies variants to a text. */
export function changedChunkText(own: ChunkText, variants: readonly ChunkVariant[]): ChunkText {
  let text = own;
  for (const { part, value } of variants) if (part !== "spelling") text = { ...text, [part]: value };
  return text;
}

/** Every pair of variants of different parts. */
export function* variantPairs(
  variants: readonly ChunkVariant[],
): Generator<readonly [ChunkVariant, ChunkVariant]> {
  for (const [place, first] of variants.entries()) {
    for (const second of variants.slice(place + 1)) if (first.part !== second.part) yield [first, second];
  }
}
