// An aws-chunked upload as it passes by: every chunk and trailer signature, sizes, trailers and their checksums. Holds no data.
import type { ChecksumName, RunningChecksum } from "../http/checksum.ts";
import { checksumOf, runningChecksum } from "../http/checksum.ts";
import type { AwsChunk, AwsChunkedReading, AwsTrailer } from "./aws-chunked.ts";
import { AwsChunkedParser } from "./aws-chunked.ts";
import type { BadSignature } from "./chained-signature.ts";
import { reproducedBy } from "./chained-signature.ts";
import type { ChunkSurroundings, ChunkText } from "./chunk-signature.ts";
import { chunkStringToSign, chunkText, trailerLines, trailerText } from "./chunk-signature.ts";
import type { Mistakable } from "./chunk-variants.ts";
import { nothingMistakable } from "./chunk-variants.ts";
import { signature } from "./signature.ts";

/** What must be known before the first byte of the body: all of it stands in the head of the request. */
export interface UploadPlan extends ChunkSurroundings {
  /** Value of x-amz-content-sha256. */
  readonly token: string;
  /** The request's own signature: lower-case hex. */
  readonly seedSignature: string;
  /** Null where no key is known: framing and checksums are still looked at. */
  readonly key: Uint8Array | null;
  /** Names in x-amz-trailer, in lower case. */
  readonly announced: readonly string[];
}

/** One chunk with what was made of it. */
export interface ChunkFact extends AwsChunk {
  /** Lower-case hex; null without a key or for a chunk that is not signed. */
  readonly calculated: string | null;
}

/** A checksum in the trailer beside the one calculated over the data. Base64. */
export interface TrailerChecksum {
  readonly name: ChecksumName;
  readonly provided: string;
  readonly calculated: string;
}

/** What was read and verified. */
export interface UploadReport {
  readonly framing: AwsChunkedReading;
  /** The first chunks; their number is bounded. */
  readonly chunks: readonly ChunkFact[];
  readonly signedChunks: number;
  /** Index of the first chunk without a signature; null when every chunk has one. */
  readonly firstUnsigned: number | null;
  /** The first chunk below 8192 bytes that another chunk of data follows. */
  readonly smallChunk: AwsChunk | null;
  /** Chunk signatures that came out. */
  readonly verifiedChunks: number;
  readonly badChunks: number;
  readonly firstBadChunk: BadSignature | null;
  /** The trailer without its signature line. */
  readonly trailers: readonly AwsTrailer[];
  readonly trailerSignature: AwsTrailer | null;
  readonly badTrailer: BadSignature | null;
  /** Of the announced checksums, those that arrived. */
  readonly checksums: readonly TrailerChecksum[];
}

/** Other hashes that a client may have signed for a chunk, where the body is at hand. */
export type OtherHashes = (chunk: AwsChunk) => readonly (readonly [value: string, words: string])[];

/** S3's lower bound for every chunk but the last. */
const smallestChunkBytes = 8192;
const mostChunks = 64;
const trailerSignatureName = "x-amz-trailer-signature";

/** Verifies an upload in any cut of its bytes. */
export class ChunkedUpload {
  readonly #plan: UploadPlan;
  readonly #parser: AwsChunkedParser;
  readonly #checksums: ReadonlyMap<ChecksumName, RunningChecksum>;
  readonly #chunks: ChunkFact[] = [];
  #previous: string;
  #last: AwsChunk | null = null;
  #signed = 0;
  #verified = 0;
  #bad = 0;
  #firstUnsigned: number | null = null;
  #smallChunk: AwsChunk | null = null;
  #firstBad: { readonly chunk: ChunkFact; readonly text: ChunkText } | null = null;

  constructor(plan: UploadPlan) {
    this.#plan = plan;
    this.#previous = plan.seedSignature;
    const names = plan.announced.map(checksumOf).filter((name) => name !== null);
    this.#checksums = new Map(names.map((name) => [name, runningChecksum(name)] as const));
    const running = [...this.#checksums.values()];
    this.#parser = new AwsChunkedParser({
      chunk: (chunk) => this.#take(chunk),
      data: (bytes) => {
        for (const checksum of running) checksum.update(bytes);
      },
    });
  }

  add(bytes: Uint8Array): void {
    this.#parser.add(bytes);
  }

  /** The body is over. May be called once. */
  end(others: OtherHashes = () => []): UploadReport {
    const framing = this.#parser.end();
    const trailers = framing.trailers.filter((one) => !isSignature(one));
    const trailerSignature = framing.trailers.find(isSignature) ?? null;
    return {
      framing,
      chunks: this.#chunks,
      signedChunks: this.#signed,
      firstUnsigned: this.#firstUnsigned,
      smallChunk: this.#smallChunk,
      verifiedChunks: this.#verified,
      badChunks: this.#bad,
      firstBadChunk: this.#badChunk(others),
      trailers,
      trailerSignature,
      badTrailer: trailerSignature && this.#badTrailer(trailers, trailerSignature),
      checksums: this.#checked(trailers),
    };
  }

  #take(chunk: AwsChunk): void {
    const { key } = this.#plan;
    const text = chunkText(this.#plan, this.#previous, chunk.sha256Hex);
    const calculated = key && chunk.signature !== null ? signature(key, chunkStringToSign(text)) : null;
    const fact = { ...chunk, calculated };
    if (this.#chunks.length < mostChunks) this.#chunks.push(fact);
    if (chunk.signature === null) this.#firstUnsigned ??= chunk.index;
    else this.#signed += 1;
    if (calculated !== null) {
      if (calculated === chunk.signature) this.#verified += 1;
      else this.#bad += 1;
      if (calculated !== chunk.signature) this.#firstBad ??= { chunk: fact, text };
    }
    if (chunk.bytes > 0 && this.#last !== null && this.#last.bytes < smallestChunkBytes)
      this.#smallChunk ??= this.#last;
    // Services chain to the signature that was sent, so that one bad chunk does not spoil the following ones.
    this.#previous = chunk.signature === null ? this.#unsent(text) : unpadded(chunk.signature);
    this.#last = chunk;
  }

  /** A signature that a chunk should have carried: its client calculated it all the same and chained to it. */
  #unsent(text: ChunkText): string {
    const { key, token } = this.#plan;
    if (key === null || token.startsWith("STREAMING-UNSIGNED-")) return this.#previous;
    return signature(key, chunkStringToSign(text));
  }

  #badChunk(others: OtherHashes): BadSignature | null {
    const { key } = this.#plan;
    if (!this.#firstBad || !key) return null;
    const { chunk, text } = this.#firstBad;
    const provided = chunk.signature ?? "";
    const known = { ...this.#known(chunk.index), hashes: [...others(chunk), ...this.#otherChunks(chunk)] };
    return {
      kind: "chunk",
      index: chunk.index,
      offset: chunk.offset,
      bytes: chunk.bytes,
      provided,
      calculated: chunk.calculated ?? "",
      stringToSign: chunkStringToSign(text),
      reproducedBy: reproducedBy(key, text, known, provided),
    };
  }

  #badTrailer(trailers: readonly AwsTrailer[], sent: AwsTrailer): BadSignature | null {
    const { key } = this.#plan;
    if (key === null) return null;
    const text = trailerText(this.#plan, this.#previous, trailerLines(trailers));
    const calculated = signature(key, chunkStringToSign(text));
    if (calculated === sent.value) return null;
    const index = this.#last?.index ?? 0;
    const hashes = trailerForms(trailers).map(
      ([lines, words]) => [trailerText(this.#plan, "", lines).hash, words] as const,
    );
    return {
      kind: "trailer",
      index,
      offset: trailers[0]?.offset ?? sent.offset,
      bytes: trailerLines(trailers).length,
      provided: sent.value,
      calculated,
      stringToSign: chunkStringToSign(text),
      reproducedBy: reproducedBy(key, text, { ...this.#known(index), hashes }, sent.value),
    };
  }

  /** Signatures a client may have chained to by mistake. */
  #known(index: number): Mistakable {
    const earlier = this.#chunks
      .filter((chunk) => chunk.index < index && chunk.signature !== null)
      .map((chunk) => [chunk.signature ?? "", `the signature of chunk ${chunk.index}`] as const);
    return {
      ...nothingMistakable,
      signatures: [[this.#plan.seedSignature, "the seed signature"], ...earlier.reverse()],
    };
  }

  #otherChunks(own: AwsChunk): readonly (readonly [string, string])[] {
    return this.#chunks
      .filter(({ index }) => index !== own.index)
      .map(({ index, sha256Hex }) => [sha256Hex, `the data of chunk ${index}`] as const);
  }

  #checked(trailers: readonly AwsTrailer[]): TrailerChecksum[] {
    const found: TrailerChecksum[] = [];
    for (const { name: header, value } of trailers) {
      const name = checksumOf(header.toLowerCase());
      const running = name === null ? undefined : this.#checksums.get(name);
      if (name === null || !running || found.some((one) => one.name === name)) continue;
      found.push({ name, provided: value, calculated: running.base64() });
    }
    return found;
  }
}

function isSignature({ name }: AwsTrailer): boolean {
  return name.toLowerCase() === trailerSignatureName;
}

/** SigV4A pads its signatures with `*` and chains them without. */
function unpadded(text: string): string {
  return text.replace(/\*+$/, "");
}

/** Other spellings of the trailer that are hashed by mistake. */
function trailerForms(trailers: readonly AwsTrailer[]): readonly (readonly [string, string])[] {
  const sent = trailers.map(({ line }) => line);
  const plain = trailers.map(({ name, value }) => `${name.toLowerCase()}:${value}`);
  return [
    [plain.map((line) => `${line}\r\n`).join(""), "the trailer with CR LF behind each line"],
    [plain.join("\n"), "the trailer without a line feed behind the last line"],
    [sent.map((line) => `${line}\n`).join(""), "the trailer as sent, neither trimmed nor in lower case"],
    [sent.map((line) => `${line}\r\n`).join(""), "the trailer as sent, with CR LF behind each line"],
    [`${sent.map((line) => `${line}\r\n`).join("")}\r\n`, "the trailer as sent, the empty line after it too"],
    [sent.join("\n"), "the trailer as sent, without a line feed behind the last line"],
    [`${[...plain].sort().join("\n")}\n`, "the trailer sorted by name"],
    [trailers.map(({ value }) => value).join("\n"), "the values of the trailer alone"],
    ["", "no trailer at all"],
  ];
}
