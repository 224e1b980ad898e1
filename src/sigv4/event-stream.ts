// Frames of application/vnd.amazon.eventstream, read as the bytes come: prelude, headers, payload, two CRCs. Payloads are hashed, not kept.
import { runningCrc32 } from "../http/checksum.ts";
import type { RunningSha256 } from "../http/digest.ts";
import { runningSha256 } from "../http/digest.ts";
import type { EventHeader, EventHeaders } from "./event-headers.ts";
import { readEventHeaders } from "./event-headers.ts";

/** One frame read to its end. */
export interface EventFrame {
  readonly index: number;
  /** Where it begins in the body. */
  readonly offset: number;
  readonly bytes: number;
  readonly headers: readonly EventHeader[];
  /** SHA-256 of the encoded headers without `:chunk-signature`: lower-case hex. */
  readonly headersSha256Hex: string;
  readonly payloadBytes: number;
  /** Lower-case hex. */
  readonly payloadSha256Hex: string;
}

/** What can be wrong with a frame: a closed list. Reading ends there. */
export type FrameReason =
  | "length-impossible"
  | "prelude-crc"
  | "headers-unreadable"
  | "message-crc"
  | "cut-off";

/** The stream as a whole. */
export interface EventStreamReading {
  readonly frameCount: number;
  readonly streamBytes: number;
  readonly fault: { readonly reason: FrameReason; readonly frame: number; readonly offset: number } | null;
}

const preludeBytes = 12;
const crcBytes = 4;
/** Bounds of the format: 24 MB of payload and 128 KiB of headers at the most. */
const longestFrame = 25 * 1024 * 1024;
const longestHeaders = 131_072;

/** Reads frames in any cut. Never throws. */
export class EventStreamParser {
  readonly #frame: (frame: EventFrame) => void;
  /** Prelude and headers of the frame under way, then its last CRC. */
  #held: Uint8Array = new Uint8Array(0);
  #need = preludeBytes;
  #part: "prelude" | "headers" | "payload" | "crc" | "stopped" = "prelude";
  #position = 0;
  #offset = 0;
  #total = 0;
  #headerBytes = 0;
  #left = 0;
  #headers: EventHeaders | null = null;
  #hash: RunningSha256 = runningSha256();
  #crc = runningCrc32();
  #count = 0;
  #fault: EventStreamReading["fault"] = null;

  constructor(frame: (frame: EventFrame) => void) {
    this.#frame = frame;
  }

  /** Takes the next piece of the body. */
  add(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.#part !== "stopped") {
      const rest = bytes.subarray(at);
      at += this.#part === "payload" ? this.#takePayload(rest) : this.#hold(rest);
    }
    this.#position += bytes.length - at;
  }

  /** The body is over. */
  end(): EventStreamReading {
    if (this.#part !== "stopped" && (this.#part !== "prelude" || this.#held.length > 0))
      this.#stop("cut-off");
    return { frameCount: this.#count, streamBytes: this.#position, fault: this.#fault };
  }

  #hold(bytes: Uint8Array): number {
    if (this.#part === "prelude" && this.#held.length === 0) this.#offset = this.#position;
    const taken = bytes.subarray(0, this.#need - this.#held.length);
    const joined = new Uint8Array(this.#held.length + taken.length);
    joined.set(this.#held);
    joined.set(taken, this.#held.length);
    this.#held = joined;
    this.#position += taken.length;
    if (joined.length === this.#need) this.#heldDone(joined);
    return taken.length;
  }

  #heldDone(held: Uint8Array): void {
    this.#held = new Uint8Array(0);
    if (this.#part === "prelude") this.#prelude(held);
    else if (this.#part === "headers") this.#headersDone(held);
    else this.#frameDone(held);
  }

  #prelude(held: Uint8Array): void {
    const view = new DataView(held.buffer);
    this.#total = view.getUint32(0);
    this.#headerBytes = view.getUint32(4);
    const least = preludeBytes + this.#headerBytes + crcBytes;
    const crc = runningCrc32();
    crc.update(held.subarray(0, 8));
    if (this.#total < least || this.#total > longestFrame || this.#headerBytes > longestHeaders) {
      this.#stop("length-impossible");
      return;
    }
    if (!equalBytes(crc.bytes(), held.subarray(8))) {
      this.#stop("prelude-crc");
      return;
    }
    this.#crc = runningCrc32();
    this.#crc.update(held);
    this.#hash = runningSha256();
    this.#left = this.#total - least;
    this.#need = this.#headerBytes;
    this.#part = "headers";
    if (this.#headerBytes === 0) this.#headersDone(new Uint8Array(0));
  }

  #headersDone(held: Uint8Array): void {
    this.#crc.update(held);
    this.#headers = readEventHeaders(held);
    if (this.#headers === null) {
      this.#stop("headers-unreadable");
      return;
    }
    this.#part = this.#left === 0 ? "crc" : "payload";
    this.#need = crcBytes;
  }

  #takePayload(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#left);
    this.#crc.update(taken);
    this.#hash.update(taken);
    this.#left -= taken.length;
    this.#position += taken.length;
    if (this.#left === 0) this.#part = "crc";
    return taken.length;
  }

  #frameDone(held: Uint8Array): void {
    if (!equalBytes(this.#crc.bytes(), held)) {
      this.#stop("message-crc");
      return;
    }
    this.#frame({
      index: this.#count,
      offset: this.#offset,
      bytes: this.#total,
      headers: this.#headers?.list ?? [],
      headersSha256Hex: this.#headers?.signedSha256Hex ?? "",
      payloadBytes: this.#total - preludeBytes - this.#headerBytes - crcBytes,
      payloadSha256Hex: this.#hash.hex(),
    });
    this.#count += 1;
    this.#part = "prelude";
    this.#need = preludeBytes;
  }

  #stop(reason: FrameReason): void {
    this.#fault = { reason, frame: this.#count, offset: this.#offset };
    this.#part = "stopped";
  }
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
