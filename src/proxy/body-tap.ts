// What is kept of a body that passes by: its length and hash always, its bytes while they are few, then what a reader makes of it.
import type { CapturedBody } from "../http/captured-exchange.ts";
import type { RunningSha256 } from "../http/digest.ts";
import { emptySha256Hex, runningSha256, sha256Hex } from "../http/digest.ts";
import type { WatchedBody } from "./body-watching.ts";
import { limits } from "./limits.ts";

/** The body of a message without one. */
export const emptyBody: CapturedBody = { bytes: 0, sha256Hex: emptySha256Hex, content: new Uint8Array(0) };

/** Bytes of bodies held for capture, over all exchanges under way and waiting. */
export class CaptureBudget {
  #bytes = 0;
  readonly #most: number;

  /** `most` bytes may be held. */
  constructor(most: number = limits.queuedCaptureBytes) {
    this.#most = most;
  }

  /** Takes room for some bytes, or says no. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#most) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** Taps one body. A small one is kept and hashed when it is asked for; from the limit on it is hashed and read as it passes. */
export class BodyTap {
  #bytes = 0;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #running: RunningSha256 | null = null;
  #watched: WatchedBody | null = null;
  readonly #limitBytes: number;
  readonly #budget: CaptureBudget;
  readonly #watch: () => WatchedBody | null;

  /** `watch` is called once the body turns out to be too long. */
  constructor(limitBytes: number, budget: CaptureBudget, watch: () => WatchedBody | null = () => null) {
    this.#limitBytes = limitBytes;
    this.#budget = budget;
    this.#watch = watch;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#running !== null) this.#pass(this.#running, chunk);
    else if (this.#bytes <= this.#limitBytes && this.#budget.take(chunk.length)) this.#keep(chunk);
    else this.#spill(chunk);
  }

  /** The body as captured. Ends the tap: may be called once. */
  body(): CapturedBody {
    if (this.#running !== null) {
      const passed = this.#watched?.end() ?? null;
      const body = { bytes: this.#bytes, sha256Hex: this.#running.hex(), content: null };
      return passed === null ? body : { ...body, passed };
    }
    if (this.#bytes === 0) return emptyBody;
    const [only] = this.#kept;
    const content = this.#kept.length === 1 && only !== undefined ? only : Buffer.concat(this.#kept);
    return { bytes: this.#bytes, sha256Hex: sha256Hex(content), content };
  }

  /** Gives back the room its bytes took. */
  release(): void {
    this.#budget.give(this.#keptBytes);
    this.#kept = [];
    this.#keptBytes = 0;
  }

  #keep(chunk: Uint8Array): void {
    this.#kept.push(chunk);
    this.#keptBytes += chunk.length;
  }

  #spill(chunk: Uint8Array): void {
    const running = runningSha256();
    this.#watched = this.#watch();
    for (const kept of this.#kept) this.#pass(running, kept);
    this.#pass(running, chunk);
    this.#running = running;
    this.release();
  }

  #pass(running: RunningSha256, bytes: Uint8Array): void {
    running.update(bytes);
    this.#watched?.add(bytes);
  }
}
