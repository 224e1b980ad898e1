// One signature of a chain held against the calculation; where it differs, the variant under which it comes out.
import type { ChainJudge } from "./chain-judge.ts";
import type { ChunkText } from "./chunk-signature.ts";
import { chunkStringToSign } from "./chunk-signature.ts";
import type { ChunkVariant, Mistakable } from "./chunk-variants.ts";
import { changedChunkText, chunkVariants, variantPairs } from "./chunk-variants.ts";

/** A signature of the chain that does not come out. */
export interface BadSignature {
  readonly kind: "chunk" | "trailer" | "event";
  /** Chunks and events count from zero; a trailer has the index of the closing chunk. */
  readonly index: number;
  /** Where it begins in the body: byte of the size line, of the first trailer or of the event. */
  readonly offset: number;
  /** Bytes of data it covers. */
  readonly bytes: number;
  readonly provided: string;
  /** Lower-case hex; null for SigV4A, whose signatures are verified only. */
  readonly calculated: string | null;
  readonly stringToSign: string;
  /** The changes under which the client's signature comes out; null when none was found. */
  readonly reproducedBy: readonly ChunkVariant[] | null;
}

/** Values of one part that are paired: some hundreds of pairs, a millisecond or two. */
const mostPairedValues = 12;

/** Times far off that are tried where every try is costly. */
const costlyTimes = 60;

/** The fewest variants under which `provided` comes out: one, then two where a try is cheap; null when there are none. */
export function reproducedBy(
  judge: ChainJudge,
  own: ChunkText,
  known: Mistakable,
  provided: string,
): readonly ChunkVariant[] | null {
  const lower = provided.toLowerCase();
  if (lower !== provided && judge.fits(chunkStringToSign(own), lower)) return [capitals];
  const gives = (variants: readonly ChunkVariant[]): boolean =>
    judge.fits(chunkStringToSign(changedChunkText(own, variants)), provided);
  const { near, far } = chunkVariants(own, known);
  const late = judge.costly ? far.slice(0, costlyTimes) : far;
  for (const variant of [...near, ...late]) if (gives([variant])) return [variant];
  if (judge.costly) return null;
  for (const pair of variantPairs(firstOfEachPart(near))) if (gives(pair)) return pair;
  return null;
}

function firstOfEachPart(variants: readonly ChunkVariant[]): ChunkVariant[] {
  const counts = new Map<ChunkVariant["part"], number>();
  return variants.filter(({ part }) => {
    const count = (counts.get(part) ?? 0) + 1;
    counts.set(part, count);
    return count <= mostPairedValues;
  });
}

const capitals: ChunkVariant = { part: "spelling", value: null, words: "capital hexadecimal digits" };
