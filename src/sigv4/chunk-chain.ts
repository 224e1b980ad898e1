// The chain of signatures through an upload: each chunk is held against its own, and the first that does not come out is looked into.
import type { AwsChunk, AwsTrailer } from "./aws-chunked-reading.ts";
import type { ChainJudge } from "./chain-judge.ts";
import { unpadded } from "./chain-judge.ts";
import type { BadSignature } from "./chained-signature.ts";
import { reproducedBy } from "./chained-signature.ts";
import type { ChunkSurroundings, ChunkText } from "./chunk-signature.ts";
import { chunkStringToSign, chunkText, trailerLines, trailerText } from "./chunk-signature.ts";
import type { Mistakable } from "./chunk-variants.ts";
import { nothingMistakable } from "./chunk-variants.ts";
import { trailerForms } from "./trailer-forms.ts";

/** What the chain hangs on. */
export interface ChunkChainPlan extends ChunkSurroundings {
  /** The request's own signature: lower-case hex. */
  readonly seedSignature: string;
  /** Null where no key is known. */
  readonly judge: ChainJudge | null;
  /** Whether the payload token asks for signatures. */
  readonly signs: boolean;
}

/** Other hashes that a client may have signed for a chunk, each with its words. */
export type OtherHashes = readonly (readonly [value: string, words: string])[];

/** What became of the signatures of chunks. */
export interface ChunkChainReport {
  /** Chunk signatures that came out. */
  readonly verifiedChunks: number;
  readonly badChunks: number;
  readonly firstBadChunk: BadSignature | null;
}

/** Chunks on either side of the first bad one whose signatures and hashes it may have been signed with. */
const before = 64;
const after = 16;

/** Holds the signatures of an upload against the calculation, chunk by chunk. */
export class ChunkChain {
  readonly #plan: ChunkChainPlan;
  readonly #near: AwsChunk[] = [];
  #previous: string;
  #verified = 0;
  #bad = 0;
  #firstBad: { readonly chunk: AwsChunk; readonly text: ChunkText; readonly hashes: OtherHashes } | null =
    null;
  #behind = 0;

  constructor(plan: ChunkChainPlan) {
    this.#plan = plan;
    this.#previous = plan.seedSignature;
  }

  /** Whether every chunk came out so far. */
  get whole(): boolean {
    return this.#firstBad === null;
  }

  /** Takes the next chunk; `hashes` is asked for the first that does not come out. */
  take(chunk: AwsChunk, hashes: () => OtherHashes = () => []): void {
    const { judge, signs } = this.#plan;
    if (judge === null || !signs || chunk.sha256Hex === null) return;
    const text = chunkText(this.#plan, this.#previous, chunk.sha256Hex);
    const toSign = chunkStringToSign(text);
    if (chunk.signature === null) {
      // Its client calculated a signature all the same and chained to it.
      this.#previous = judge.calculated(toSign) ?? this.#previous;
      return;
    }
    this.#remember(chunk);
    if (judge.fits(toSign, chunk.signature)) this.#verified += 1;
    else {
      this.#bad += 1;
      this.#firstBad ??= { chunk, text, hashes: hashes() };
    }
    // Services chain to the signature that was sent, so that one bad chunk does not spoil the following ones.
    this.#previous = unpadded(chunk.signature);
  }

  /** `others`: hashes of more than the chunk itself, where the whole body is at hand. */
  report(others: (chunk: AwsChunk) => OtherHashes = () => []): ChunkChainReport {
    const firstBadChunk = this.#firstBadChunk(others);
    return { verifiedChunks: this.#verified, badChunks: this.#bad, firstBadChunk };
  }

  /** The trailer's signature where it does not come out; null where it does or cannot be judged. */
  badTrailer(trailers: readonly AwsTrailer[], sent: AwsTrailer | null): BadSignature | null {
    const { judge, signs } = this.#plan;
    if (judge === null || sent === null || !signs) return null;
    const lines = trailerLines(trailers);
    const text = trailerText(this.#plan, this.#previous, lines);
    const toSign = chunkStringToSign(text);
    if (judge.fits(toSign, sent.value)) return null;
    const hashes = trailerForms(trailers).map(
      ([form, words]) => [trailerText(this.#plan, "", form).hash, words] as const,
    );
    const index = this.#near.at(-1)?.index ?? 0;
    return {
      kind: "trailer",
      index,
      offset: trailers[0]?.offset ?? sent.offset,
      bytes: lines.length,
      provided: sent.value,
      calculated: judge.calculated(toSign),
      stringToSign: toSign,
      reproducedBy: reproducedBy(judge, text, { ...this.#known(index), hashes }, sent.value),
    };
  }

  #remember(chunk: AwsChunk): void {
    if (this.#firstBad === null) {
      this.#near.push(chunk);
      if (this.#near.length > before + 1) this.#near.shift();
    } else if (this.#behind < after) {
      this.#near.push(chunk);
      this.#behind += 1;
    }
  }

  #firstBadChunk(others: (chunk: AwsChunk) => OtherHashes): BadSignature | null {
    const { judge } = this.#plan;
    if (!this.#firstBad || judge === null) return null;
    const { chunk, text, hashes } = this.#firstBad;
    const provided = chunk.signature ?? "";
    const toSign = chunkStringToSign(text);
    const known = {
      ...this.#known(chunk.index),
      hashes: [...hashes, ...others(chunk), ...this.#otherChunks(chunk)],
    };
    return {
      kind: "chunk",
      index: chunk.index,
      offset: chunk.offset,
      bytes: chunk.bytes,
      provided,
      calculated: judge.calculated(toSign),
      stringToSign: toSign,
      reproducedBy: reproducedBy(judge, text, known, provided),
    };
  }

  /** Signatures a piece may be chained to instead: the seed, earlier chunks, and later ones where chunks changed places. */
  #known(index: number): Mistakable {
    const named = this.#near.map(
      (chunk) =>
        [chunk.index, [unpadded(chunk.signature ?? ""), `the signature of chunk ${chunk.index}`]] as const,
    );
    const earlier = named.filter(([at]) => at < index).reverse();
    const later = named.filter(([at]) => at > index);
    return {
      ...nothingMistakable,
      signatures: [
        [this.#plan.seedSignature, "the seed signature"],
        ...[...earlier, ...later].map(([, one]) => one),
      ],
    };
  }

  #otherChunks(own: AwsChunk): OtherHashes {
    return this.#near
      .filter(({ index }) => index !== own.index)
      .map(({ index, sha256Hex }) => [sha256Hex ?? "", `the data of chunk ${index}`] as const);
  }
}
