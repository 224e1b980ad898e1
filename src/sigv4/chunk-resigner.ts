// The chunks of an upload signed again as they pass: the same data under a chain that hangs on another seed signature. One chunk
// at a time is held, because its signature stands before its data.
import { sha256Hex } from "../http/digest.ts";
import type { ChunkSurroundings, ChunkText } from "./chunk-signature.ts";
import { chunkStringToSign, chunkText, trailerLines, trailerText } from "./chunk-signature.ts";
import { signature } from "./signature.ts";

/** What the new chain hangs on. */
export interface ChunkResigning extends ChunkSurroundings {
  readonly key: Uint8Array;
  /** Signature of the request as it goes out. */
  readonly seedSignature: string;
  /** Signature that the client's chain must come out from; null where that is not asked. */
  readonly verifiedSeed: string | null;
  /** Whether a trailer with a signature of its own follows. */
  readonly trailer: boolean;
  /** Longest chunk that is held, in bytes. */
  readonly mostChunkBytes: number;
}

/** Why an upload cannot go on. */
export type ChunkResignFault = "chunk-too-long" | "not-aws-chunked" | "chunk-signature-wrong" | "cut-off";

/** The next pieces, or why there are none. */
export type ChunkPieces = readonly Uint8Array[] | ChunkResignFault;

const sizeLine = /^([0-9A-Fa-f]{1,8});chunk-signature=([0-9a-f]{64})$/;
const longestLine = 8192;

interface HeldChunk {
  readonly size: number;
  readonly line: string;
  readonly provided: string;
}

/** Signs the chunks of one body again, in any cut of its bytes. Never throws; after a fault nothing more comes. */
export class ChunkResigner {
  readonly #plan: ChunkResigning;
  #ours: string;
  #theirs: string | null;
  /** What has come and is not out: the line under way, or a chunk from its data on. */
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #chunk: HeldChunk | null = null;
  /** The closing chunk and its trailer, kept until the body is over. */
  #closing: Uint8Array[] | null = null;
  #trailers: string[] = [];
  #ended = false;

  constructor(plan: ChunkResigning) {
    this.#plan = plan;
    this.#ours = plan.seedSignature;
    this.#theirs = plan.verifiedSeed;
  }

  /** Takes the next piece of the body. */
  add(bytes: Uint8Array): ChunkPieces {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    const out: Uint8Array[] = [];
    for (;;) {
      const step = this.#step(out);
      if (step === "wait") return out;
      if (step !== "on") return step;
    }
  }

  /** The body is over: its closing chunk, which nothing before it let out. */
  end(): ChunkPieces {
    return this.#ended && this.#pendingBytes === 0 ? (this.#closing ?? []) : "cut-off";
  }

  #step(out: Uint8Array[]): "on" | "wait" | ChunkResignFault {
    if (this.#ended) return this.#pendingBytes === 0 ? "wait" : "not-aws-chunked";
    if (this.#chunk !== null) return this.#chunkStep(this.#chunk, out);
    const line = this.#line();
    if (line === null) return this.#pendingBytes > longestLine ? "not-aws-chunked" : "wait";
    return this.#closing === null ? this.#startChunk(line) : this.#trailerLine(line);
  }

  #startChunk(line: string): "on" | ChunkResignFault {
    const parts = sizeLine.exec(line);
    if (!parts) return "not-aws-chunked";
    const size = Number.parseInt(parts[1] ?? "", 16);
    if (size > this.#plan.mostChunkBytes) return "chunk-too-long";
    const chunk = { size, line, provided: parts[2] ?? "" };
    if (size > 0) {
      this.#chunk = chunk;
      return "on";
    }
    const signed = this.#signed(chunk, new Uint8Array(0));
    if (signed === null) return "chunk-signature-wrong";
    this.#closing = [signed];
    return "on";
  }

  #chunkStep(chunk: HeldChunk, out: Uint8Array[]): "on" | "wait" | ChunkResignFault {
    if (this.#pendingBytes < chunk.size + 2) return "wait";
    const data = this.#take(chunk.size + 2);
    if (data[chunk.size] !== 13 || data[chunk.size + 1] !== 10) return "not-aws-chunked";
    const line = this.#signed(chunk, data.subarray(0, chunk.size));
    if (line === null) return "chunk-signature-wrong";
    out.push(line, data);
    this.#chunk = null;
    return "on";
  }

  /** The size line with the new signature; null where the client's own was to be right and is not. */
  #signed({ line, provided }: HeldChunk, data: Uint8Array): Uint8Array | null {
    const hash = sha256Hex(data);
    const ours = this.#next((previous) => chunkText(this.#plan, previous, hash), provided);
    return ours === null ? null : latin1(`${line.slice(0, -provided.length)}${ours}\r\n`);
  }

  #trailerLine(line: string): "on" | ChunkResignFault {
    if (line !== "") {
      if (this.#trailers.length >= 32 || !this.#plan.trailer) return "not-aws-chunked";
      this.#trailers.push(line);
      return "on";
    }
    this.#ended = true;
    if (!this.#plan.trailer) this.#closing?.push(latin1("\r\n"));
    else return this.#endTrailer();
    return "on";
  }

  #endTrailer(): "on" | ChunkResignFault {
    const last = /^(x-amz-trailer-signature:\s*)([0-9a-f]{64})$/i.exec(this.#trailers.at(-1) ?? "");
    if (!last) return "not-aws-chunked";
    const trailers = this.#trailers.slice(0, -1).map((line) => {
      const colon = line.indexOf(":");
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    });
    const lines = trailerLines(trailers);
    const ours = this.#next((previous) => trailerText(this.#plan, previous, lines), last[2] ?? "");
    if (ours === null) return "chunk-signature-wrong";
    const kept = this.#trailers.slice(0, -1).map((line) => `${line}\r\n`);
    this.#closing?.push(latin1(`${kept.join("")}${last[1]}${ours}\r\n\r\n`));
    return "on";
  }

  #next(text: (previous: string) => ChunkText, provided: string): string | null {
    const { key } = this.#plan;
    if (this.#theirs !== null) {
      if (signature(key, chunkStringToSign(text(this.#theirs))) !== provided) return null;
      this.#theirs = provided;
    }
    this.#ours = signature(key, chunkStringToSign(text(this.#ours)));
    return this.#ours;
  }

  /** The next line without its end, or null while it is not whole. */
  #line(): string | null {
    const bytes = this.#joined();
    const feed = bytes.subarray(0, longestLine).indexOf("\r\n", 0, "latin1");
    if (feed < 0) return null;
    return Buffer.from(this.#take(feed + 2)).toString("latin1", 0, feed);
  }

  #take(count: number): Uint8Array {
    const bytes = this.#joined();
    const rest = bytes.subarray(count);
    this.#pending = rest.length === 0 ? [] : [rest];
    this.#pendingBytes = rest.length;
    return bytes.subarray(0, count);
  }

  #joined(): Buffer {
    const [only] = this.#pending;
    if (this.#pending.length === 1 && Buffer.isBuffer(only)) return only;
    const joined = Buffer.concat(this.#pending);
    this.#pending = joined.length === 0 ? [] : [joined];
    return joined;
  }
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}
