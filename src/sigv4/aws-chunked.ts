// The aws-chunked framing of an upload, read as the bytes come: sizes, signatures, trailers and every fault, but never a chunk's data.
import type { RunningSha256 } from "../http/digest.ts";
import { emptySha256Hex, runningSha256, sha256Hex } from "../http/digest.ts";
import type {
  AwsChunk,
  AwsChunkedReading,
  AwsTrailer,
  FramingFault,
  FramingReason,
} from "./aws-chunked-reading.ts";

/** Who wants to know what is read. */
export interface AwsChunkedSink {
  /** A piece of data, in the order of the wire. It is not kept, and must not be. */
  readonly data?: (bytes: Uint8Array) => void;
  readonly chunk?: (chunk: AwsChunk) => void;
  /** Whether the data of each chunk is hashed; default not. */
  readonly hashed?: boolean;
}

/** Faults after which the rest of the body cannot be understood. */
const fatal: ReadonlySet<FramingReason> = new Set([
  "size-line-unreadable",
  "size-too-large",
  "data-longer-than-size",
  "trailer-without-colon",
  "trailers-too-many",
  "bytes-after-end",
]);

const lineFeed = 10;
const longestLine = 8192;
const mostTrailers = 32;
const mostFaults = 16;
const sizeLine = /^([0-9A-Fa-f]{1,16})((?:;[^;]*)*)$/;
/** A hex signature, or SigV4A's padded with `*` to 144 characters. */
const signatureExtension = ";chunk-signature=";
const plainSignature = /^[0-9a-f]{64}$/;
const signatureForm = /^(?:[0-9a-f]{64}|[0-9a-f]{1,144}\**)$/;

/** What may stand behind the data, whole or cut. */
const lineEnds: ReadonlySet<string> = new Set(["\r", "\n", "\r\n"]);

type State = "size" | "data" | "data end" | "trailers" | "ended" | "stopped";

const noChunk = { index: 0, offset: 0, dataOffset: 0, bytes: 0, signature: null, sizeLine: "" };

/** Reads framing in any cut (S3 API Reference, "Signature Calculations: Transferring Payload in Multiple Chunks"). Never throws. */
export class AwsChunkedParser {
  readonly #sink: AwsChunkedSink;
  readonly #trailers: AwsTrailer[] = [];
  readonly #faults: FramingFault[] = [];
  #state: State = "size";
  #position = 0;
  /** The line under way and where it began. */
  #line = "";
  #lineOffset = 0;
  #chunk: Omit<AwsChunk, "sha256Hex"> = noChunk;
  #left = 0;
  #hash: RunningSha256 | null = null;
  #sha256Hex: string | null = null;
  #chunkCount = 0;
  #dataBytes = 0;
  #closedAt: number | null = null;

  constructor(sink: AwsChunkedSink = {}) {
    this.#sink = sink;
  }

  /** Takes the next piece of the framed body. */
  add(bytes: Uint8Array): void {
    const piece = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at < piece.length && this.#state !== "stopped") {
      at += this.#state === "data" ? this.#takeData(piece, at) : this.#takeLine(piece, at);
    }
    this.#position += piece.length - at;
  }

  /** The body is over. May be called once. */
  end(): AwsChunkedReading {
    this.#finish();
    return {
      chunkCount: this.#chunkCount,
      dataBytes: this.#dataBytes,
      framedBytes: this.#position,
      closed: this.#closedAt !== null,
      closedAt: this.#closedAt,
      trailers: this.#trailers,
      faults: this.#faults,
    };
  }

  #takeData(piece: Buffer, at: number): number {
    const data = piece.subarray(at, at + this.#left);
    if (this.#sink.hashed) this.#hashData(data);
    this.#sink.data?.(data);
    this.#left -= data.length;
    this.#dataBytes += data.length;
    this.#position += data.length;
    if (this.#left === 0) this.#chunkDone("data end");
    return data.length;
  }

  /** A chunk that lies in one piece is hashed in one call, which costs a fifth less for small chunks. */
  #hashData(data: Uint8Array): void {
    const last = data.length === this.#left;
    if (this.#hash === null && last) {
      this.#sha256Hex = sha256Hex(data);
      return;
    }
    this.#hash ??= runningSha256();
    this.#hash.update(data);
    if (last) this.#sha256Hex = this.#hash.hex();
  }

  /** Takes bytes up to and with the next line feed. */
  #takeLine(piece: Buffer, at: number): number {
    if (this.#line === "") this.#lineOffset = this.#position;
    const room = longestLine - this.#line.length;
    const found = piece.indexOf(lineFeed, at) - at;
    const feed = found < room ? found : -1;
    const taken = feed < 0 ? Math.min(piece.length - at, room) : feed + 1;
    this.#line += piece.toString("latin1", at, at + taken);
    this.#position += taken;
    if (this.#state === "data end" && !lineEnds.has(this.#line)) this.#fault("data-longer-than-size");
    else if (feed >= 0) this.#lineDone(this.#withoutEnd());
    else if (this.#line.length >= longestLine) this.#fault(this.#misfit());
    return taken;
  }

  #withoutEnd(): string {
    const returned = this.#line.endsWith("\r\n");
    if (!returned) this.#fault("bare-line-feed");
    const text = this.#line.slice(0, returned ? -2 : -1);
    this.#line = "";
    return text;
  }

  #lineDone(text: string): void {
    switch (this.#state) {
      case "size":
        this.#startChunk(text);
        return;
      case "data end":
        this.#state = "size";
        return;
      case "trailers":
        if (text === "") this.#state = "ended";
        else this.#takeTrailer(text);
        return;
      case "ended":
        this.#afterEnd(text);
        return;
      case "data":
      case "stopped":
        return;
    }
  }

  #startChunk(text: string): void {
    const found = sizeLine.exec(text);
    if (!found) {
      this.#fault("size-line-unreadable");
      return;
    }
    const size = Number.parseInt(found[1] ?? "", 16);
    if (!Number.isSafeInteger(size)) {
      this.#fault("size-too-large");
      return;
    }
    const signature = this.#extensions(found[2] ?? "");
    this.#chunk = {
      index: this.#chunkCount,
      offset: this.#lineOffset,
      dataOffset: this.#position,
      bytes: size,
      signature,
      sizeLine: text,
    };
    this.#hash = null;
    this.#left = size;
    if (size > 0) this.#state = "data";
    else {
      this.#closedAt = this.#position;
      if (this.#sink.hashed) this.#sha256Hex = emptySha256Hex;
      this.#chunkDone("trailers");
    }
  }

  #extensions(text: string): string | null {
    const plain = text.startsWith(signatureExtension) ? text.slice(signatureExtension.length) : "";
    if (plainSignature.test(plain)) return plain;
    let signature: string | null = null;
    for (const extension of text.split(";").slice(1)) {
      const mark = extension.indexOf("=");
      if (extension.slice(0, mark) !== "chunk-signature") this.#fault("extension-unknown");
      else signature = extension.slice(mark + 1);
    }
    if (signature !== null && !signatureForm.test(signature)) this.#fault("signature-malformed");
    return signature;
  }

  #chunkDone(next: State): void {
    const { index, offset, dataOffset, bytes, signature, sizeLine: line } = this.#chunk;
    const sha256Hex = this.#sha256Hex;
    this.#sink.chunk?.({ index, offset, dataOffset, bytes, signature, sha256Hex, sizeLine: line });
    this.#sha256Hex = null;
    this.#chunkCount += 1;
    this.#state = next;
  }

  #takeTrailer(text: string): void {
    const colon = text.indexOf(":");
    if (colon <= 0) {
      this.#fault("trailer-without-colon");
      return;
    }
    if (this.#trailers.length >= mostTrailers) {
      this.#fault("trailers-too-many");
      return;
    }
    const value = text.slice(colon + 1).trim();
    this.#trailers.push({ name: text.slice(0, colon), value, line: text, offset: this.#lineOffset });
  }

  /** Some senders put an empty line before or among the trailers; anything else behind the empty line belongs to nothing. */
  #afterEnd(text: string): void {
    if (!/^[A-Za-z0-9-]+:/.test(text)) {
      this.#fault("bytes-after-end");
      return;
    }
    this.#fault("blank-line-among-trailers");
    this.#state = "trailers";
    this.#takeTrailer(text);
  }

  #finish(): void {
    switch (this.#state) {
      case "size":
        this.#fault(this.#line === "" ? "ends-before-last-chunk" : "ends-in-size-line", this.#position);
        return;
      case "data":
        this.#fault("ends-in-data", this.#position);
        return;
      case "data end":
        this.#fault("ends-before-last-chunk", this.#position);
        return;
      case "trailers":
        if (this.#line !== "") this.#takeTrailer(this.#line.replace(/\r$/, ""));
        this.#fault("final-line-missing", this.#position);
        return;
      case "ended":
        if (this.#line !== "") this.#fault("bytes-after-end");
        return;
      case "stopped":
        return;
    }
  }

  #misfit(): FramingReason {
    if (this.#state === "size") return "size-line-unreadable";
    return this.#state === "ended" ? "bytes-after-end" : "trailer-without-colon";
  }

  #fault(reason: FramingReason, offset: number = this.#lineOffset): void {
    const under = this.#state === "data" || this.#state === "size";
    const chunk = Math.max(under ? this.#chunkCount : this.#chunkCount - 1, 0);
    if (this.#faults.length < mostFaults) this.#faults.push({ reason, chunk, offset });
    if (fatal.has(reason)) this.#state = "stopped";
  }
}
