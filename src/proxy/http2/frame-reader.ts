// The frames of one direction of an HTTP/2 connection, read as their bytes pass by in any cut (RFC 9113, 4 and 6). Bodies
// are handed on piece by piece; only header blocks are collected, and their bytes may be held back until they were judged.

/** What a reader tells of the frames that concern streams. `false` from a call stops the reading for good. */
export interface FrameSink {
  /** A whole header block: HEADERS with its CONTINUATIONs, or PUSH_PROMISE, whose block only feeds the decoder. */
  readonly block: (
    streamId: number,
    block: Uint8Array,
    kind: { endStream: boolean; push: boolean },
  ) => boolean;
  /** A piece of a body, without padding. */
  readonly data: (streamId: number, piece: Uint8Array) => void;
  /** The stream is ended by the DATA frame that just passed. */
  readonly ended: (streamId: number) => void;
  readonly reset: (streamId: number, errorCode: number) => void;
}

/** Why reading stopped. `stopped` is the sink's own doing. */
export type FrameFailure = "preface" | "protocol" | "too-large" | "stopped";

/** What a client sends first (RFC 9113, 3.4). */
export const clientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** Most bytes of a header block with the heads of its frames: a flood of empty CONTINUATIONs ends here too. */
const largestBlockBytes = 131_072;
const headBytes = 9;
const mostPieces = 64;
const frameType = { data: 0, headers: 1, reset: 3, push: 5, continuation: 9 };
const flag = { endStream: 1, endHeaders: 4, padded: 8, priority: 32 };

interface Block {
  readonly streamId: number;
  readonly endStream: boolean;
  readonly push: boolean;
  readonly parts: Uint8Array[];
}

/** Reads one direction. */
export class FrameReader {
  readonly #sink: FrameSink;
  /** Bytes collected of what must be whole: the preface, a frame's head, or a frame that is not streamed. */
  #collected: Uint8Array[] = [];
  #collectedBytes = 0;
  #wantedBytes: number;
  #step: "preface" | "head" | "whole" | "padding" | "data" | "pass";
  #type = 0;
  #flags = 0;
  #streamId = 0;
  /** Payload bytes of the current frame still to come, and how many at its end are padding. */
  #leftBytes = 0;
  #paddingBytes = 0;
  #block: Block | null = null;
  #blockBytes = 0;
  #heldBytes = 0;
  #readBytes = 0;
  #failure: FrameFailure | null = null;

  constructor(sink: FrameSink, startsWithPreface: boolean) {
    this.#sink = sink;
    this.#step = startsWithPreface ? "preface" : "head";
    this.#wantedBytes = startsWithPreface ? clientPreface.length : headBytes;
  }

  /** Bytes at the end of all that was read which belong to something not whole yet: not to be passed on before it is judged. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Bytes read so far; inside a call to the sink, up to the end of what the call is about. */
  get readBytes(): number {
    return this.#readBytes;
  }

  get failure(): FrameFailure | null {
    return this.#failure;
  }

  /** Whether a frame of our own could follow what was read so far. */
  get atBoundary(): boolean {
    return this.#step === "head" && this.#collectedBytes === 0 && this.#block === null;
  }

  /** Reads on. After a failure nothing is read any more. */
  read(chunk: Uint8Array): void {
    let at = 0;
    while (this.#failure === null && (at < chunk.length || this.#nothingWanted())) {
      const piece = chunk.subarray(at, at + this.#wanted());
      at += piece.length;
      this.#readBytes += piece.length;
      this.#take(piece);
    }
  }

  #nothingWanted(): boolean {
    return this.#wanted() === 0;
  }

  #wanted(): number {
    if (this.#step === "data") return this.#leftBytes - this.#paddingBytes;
    if (this.#step === "pass") return this.#leftBytes;
    return this.#wantedBytes - this.#collectedBytes;
  }

  #take(piece: Uint8Array): void {
    if (this.#step === "data" || this.#step === "pass") {
      this.#leftBytes -= piece.length;
      this.#streamed(piece);
      return;
    }
    this.#heldBytes += piece.length;
    if (piece.length > 0) this.#collected.push(piece);
    // A peer that sends byte by byte must not cost a buffer for each of them.
    if (this.#collected.length > mostPieces) this.#collected = [Buffer.concat(this.#collected)];
    this.#collectedBytes += piece.length;
    if (this.#collectedBytes === this.#wantedBytes) this.#whole(this.#collectedWhole());
  }

  #streamed(piece: Uint8Array): void {
    if (this.#step === "data") {
      if (piece.length > 0) this.#sink.data(this.#streamId, piece);
      if (this.#leftBytes === this.#paddingBytes) this.#step = "pass";
    }
    if (this.#leftBytes > 0) return;
    if (this.#type === frameType.data && (this.#flags & flag.endStream) !== 0)
      this.#sink.ended(this.#streamId);
    this.#next();
  }

  #collectedWhole(): Uint8Array {
    const [only] = this.#collected;
    const whole = this.#collected.length === 1 && only !== undefined ? only : Buffer.concat(this.#collected);
    this.#collected = [];
    this.#collectedBytes = 0;
    return whole;
  }

  #whole(bytes: Uint8Array): void {
    if (this.#step === "preface") {
      if (Buffer.from(bytes).toString("latin1") === clientPreface) this.#next();
      else this.#failure = "preface";
    } else if (this.#step === "head") this.#head(bytes);
    else if (this.#step === "padding") this.#padding(bytes[0] ?? 0);
    else this.#frame(bytes);
  }

  #head(bytes: Uint8Array): void {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#leftBytes = head.readUIntBE(0, 3);
    this.#type = head.readUInt8(3);
    this.#flags = head.readUInt8(4);
    this.#streamId = head.readUInt32BE(5) & 0x7fffffff;
    this.#paddingBytes = 0;
    const continues = this.#type === frameType.continuation;
    if (continues !== (this.#block !== null)) this.#failure = "protocol";
    else if (this.#type === frameType.data) this.#dataHead();
    else if (continues || this.#type === frameType.headers || this.#type === frameType.push)
      this.#blockHead();
    else if (this.#type === frameType.reset) {
      if (this.#leftBytes === 4) this.#collect("whole", 4);
      else this.#failure = "protocol";
    } else this.#pass("pass");
  }

  #dataHead(): void {
    if ((this.#flags & flag.padded) === 0) this.#pass("data");
    else if (this.#leftBytes === 0) this.#failure = "protocol";
    else this.#collect("padding", 1);
  }

  #padding(bytes: number): void {
    this.#leftBytes -= 1;
    this.#paddingBytes = bytes;
    if (bytes > this.#leftBytes) this.#failure = "protocol";
    else this.#pass("data");
  }

  #blockHead(): void {
    this.#blockBytes += headBytes + this.#leftBytes;
    if (this.#blockBytes > largestBlockBytes) this.#failure = "too-large";
    else this.#collect("whole", this.#leftBytes);
  }

  #frame(bytes: Uint8Array): void {
    if (this.#type === frameType.reset) {
      this.#sink.reset(this.#streamId, Buffer.from(bytes).readUInt32BE(0));
      this.#next();
      return;
    }
    const fragment =
      this.#type === frameType.continuation ? bytes : fragmentOf(bytes, this.#type, this.#flags);
    const known = this.#block;
    if (fragment === null || (known !== null && known.streamId !== this.#streamId)) {
      this.#failure = "protocol";
      return;
    }
    const block = known ?? {
      streamId: this.#streamId,
      endStream: this.#type === frameType.headers && (this.#flags & flag.endStream) !== 0,
      push: this.#type === frameType.push,
      parts: [],
    };
    block.parts.push(fragment);
    if ((this.#flags & flag.endHeaders) !== 0) this.#blockWhole(block);
    else {
      this.#block = block;
      this.#collect("head", headBytes);
    }
  }

  #blockWhole({ streamId, parts, endStream, push }: Block): void {
    this.#block = null;
    this.#blockBytes = 0;
    const [only] = parts;
    const whole = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    if (this.#sink.block(streamId, whole, { endStream, push })) this.#next();
    else this.#failure = "stopped";
  }

  #collect(step: "head" | "whole" | "padding", bytes: number): void {
    this.#step = step;
    this.#wantedBytes = bytes;
  }

  /** From here on the frame's bytes may go on as they come. */
  #pass(step: "data" | "pass"): void {
    this.#step = step;
    this.#heldBytes = 0;
  }

  #next(): void {
    this.#heldBytes = 0;
    this.#collect("head", headBytes);
  }
}

/** The fragment of a HEADERS or PUSH_PROMISE frame, without padding, priority and promised stream; null when they do not fit. */
function fragmentOf(payload: Uint8Array, type: number, flags: number): Uint8Array | null {
  const padded = (flags & flag.padded) !== 0;
  let start = padded ? 1 : 0;
  if (type === frameType.push) start += 4;
  else if ((flags & flag.priority) !== 0) start += 5;
  const end = payload.length - (padded ? (payload[0] ?? 0) : 0);
  return start <= end && payload.length >= start ? payload.subarray(start, end) : null;
}
