// An aws-chunked upload as it passes by: every chunk and trailer signature, sizes, trailers and their checksums. Holds no data
// but that of the chunk under way, and of this no more than it is told to.
import type { ChecksumName, RunningChecksum } from "../http/checksum.ts";
import { checksumOf, runningChecksum } from "../http/checksum.ts";
import { AwsChunkedParser } from "./aws-chunked.ts";
import type { AwsChunk, AwsChunkedReading, AwsTrailer } from "./aws-chunked-reading.ts";
import type { BadSignature } from "./chained-signature.ts";
import type { ChunkChainPlan, ChunkChainReport, OtherHashes } from "./chunk-chain.ts";
import { ChunkChain } from "./chunk-chain.ts";
import { chunkForms } from "./chunk-forms.ts";

/** What must be known before the first byte of the body: all of it stands in the head of the request. */
export interface UploadPlan extends ChunkChainPlan {
  /** Names in x-amz-trailer, in lower case. */
  readonly announced: readonly string[];
}

/** A checksum in the trailer beside the one calculated over the data. Base64. */
export interface TrailerChecksum {
  readonly name: ChecksumName;
  readonly provided: string;
  readonly calculated: string;
}

/** What was read and verified: plain data, bounded whatever the body was. */
export interface UploadReport extends ChunkChainReport {
  readonly framing: AwsChunkedReading;
  /** The first chunks: 64 of them, without a key as many as may still be verified when one is learned. */
  readonly chunks: readonly AwsChunk[];
  readonly signedChunks: number;
  /** Index of the first chunk without a signature; null when every chunk has one. */
  readonly firstUnsigned: number | null;
  /** The first chunk below 8192 bytes that another chunk of data follows. */
  readonly smallChunk: AwsChunk | null;
  /** The trailer without its signature line. */
  readonly trailers: readonly AwsTrailer[];
  readonly trailerSignature: AwsTrailer | null;
  readonly badTrailer: BadSignature | null;
  /** Of the announced checksums, those that arrived. */
  readonly checksums: readonly TrailerChecksum[];
}

/** S3's lower bound for every chunk but the last. */
const smallestChunkBytes = 8192;
const mostChunks = 64;
const mostChunksWithoutKey = 512;
const trailerSignatureName = "x-amz-trailer-signature";

/** Verifies an upload in any cut of its bytes. */
export class ChunkedUpload {
  readonly #keptDataBytes: number;
  readonly #mostChunks: number;
  readonly #chain: ChunkChain;
  readonly #parser: AwsChunkedParser;
  readonly #checksums: ReadonlyMap<ChecksumName, RunningChecksum>;
  readonly #chunks: AwsChunk[] = [];
  #data: Uint8Array[] = [];
  #dataBytes = 0;
  #last: AwsChunk | null = null;
  #signed = 0;
  #firstUnsigned: number | null = null;
  #smallChunk: AwsChunk | null = null;

  /** `keptDataBytes`: how much of the chunk under way may be held, to see what was signed where its signature is wrong. */
  constructor(plan: UploadPlan, keptDataBytes: number) {
    this.#keptDataBytes = plan.signs && plan.judge !== null ? keptDataBytes : 0;
    this.#mostChunks = plan.signs && plan.judge === null ? mostChunksWithoutKey : mostChunks;
    this.#chain = new ChunkChain(plan);
    const names = plan.announced.map(checksumOf).filter((name) => name !== null);
    this.#checksums = new Map(names.map((name) => [name, runningChecksum(name)] as const));
    const running = [...this.#checksums.values()];
    this.#parser = new AwsChunkedParser({
      hashed: plan.signs,
      chunk: (chunk) => this.#take(chunk),
      data: (bytes) => {
        for (const checksum of running) checksum.update(bytes);
        this.#hold(bytes);
      },
    });
  }

  add(bytes: Uint8Array): void {
    this.#parser.add(bytes);
  }

  /** The body is over. May be called once. `others`: see `ChunkChain`. */
  end(others?: (chunk: AwsChunk) => OtherHashes): UploadReport {
    const framing = this.#parser.end();
    const trailers = framing.trailers.filter((one) => !isSignature(one));
    const trailerSignature = framing.trailers.find(isSignature) ?? null;
    return {
      framing,
      chunks: this.#chunks,
      signedChunks: this.#signed,
      firstUnsigned: this.#firstUnsigned,
      smallChunk: this.#smallChunk,
      ...this.#chain.report(others),
      trailers,
      trailerSignature,
      badTrailer: this.#chain.badTrailer(trailers, trailerSignature),
      checksums: this.#checked(trailers),
    };
  }

  #hold(bytes: Uint8Array): void {
    if (this.#dataBytes > this.#keptDataBytes || !this.#chain.whole) return;
    this.#dataBytes += bytes.length;
    if (this.#dataBytes <= this.#keptDataBytes) this.#data.push(bytes);
  }

  #take(chunk: AwsChunk): void {
    const data = this.#data;
    this.#chain.take(chunk, () => (this.#dataBytes === chunk.bytes ? chunkForms(chunk, data) : []));
    this.#data = [];
    this.#dataBytes = 0;
    if (this.#chunks.length < this.#mostChunks) this.#chunks.push(chunk);
    if (chunk.signature === null) this.#firstUnsigned ??= chunk.index;
    else this.#signed += 1;
    if (chunk.bytes > 0 && this.#last !== null && this.#last.bytes < smallestChunkBytes)
      this.#smallChunk ??= this.#last;
    this.#last = chunk;
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

/** The signatures of an upload that was read without a key, verified under one learned since: as many as were kept. */
export function verifiedLater(report: UploadReport, plan: UploadPlan): UploadReport {
  const chain = new ChunkChain(plan);
  for (const chunk of report.chunks) chain.take(chunk);
  const all = report.chunks.length === report.framing.chunkCount;
  const badTrailer = all ? chain.badTrailer(report.trailers, report.trailerSignature) : null;
  return { ...report, ...chain.report(), badTrailer };
}

function isSignature({ name }: AwsTrailer): boolean {
  return name.toLowerCase() === trailerSignatureName;
}
