// Requests that are not over yet: those that stay long are written, so that a run that ends under them shows them as interrupted.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { packHead } from "./exchange-pack.ts";

/** A request that is under way: its head is asked for only when it stays long. */
export interface UnderWay {
  readonly id: string;
  readonly receivedAtEpochMs: number;
  head(): CapturedRequest;
}

/**
 * A request under way for less than this is not written yet: most are answered before. Where requests take longer, as under load,
 * it is twice what they took of late, up to the second bound: nearly each would be written twice otherwise. In milliseconds.
 */
const youngMs = 20;
const oldestYoungMs = 500;

/**
 * A request's place among those under way, emptied when it leaves: a Map leaves its outgrown tables behind with what they held,
 * and that garbage survives until the next full collection.
 */
interface Place {
  request: UnderWay | null;
}

/** The requests under way, and which of them are in the file. */
export class RequestsUnderWay {
  readonly #open = new Map<string, Place>();
  readonly #written = new Set<string>();
  #forgotten: string[] = [];
  /** What exchanges took of late: a moving average in milliseconds. */
  #usualMs = 0;

  /** Whether one may have to be written later. */
  get waits(): boolean {
    return this.#open.size > 0;
  }

  /** How many are not over. */
  get size(): number {
    return this.#open.size + this.#written.size;
  }

  add(request: UnderWay): void {
    this.#open.set(request.id, { request });
  }

  /** One is over after so many milliseconds; `recorded` when a record takes the place of its head. */
  over(id: string, tookMs: number, recorded: boolean): void {
    this.#usualMs += (Math.min(tookMs, oldestYoungMs) - this.#usualMs) / 32;
    this.#close(id);
    if (this.#written.delete(id) && !recorded) this.#forgotten.push(id);
  }

  /** One is no evidence; whether it has to be taken out of the file. */
  forget(id: string): boolean {
    this.#close(id);
    if (!this.#written.delete(id)) return false;
    this.#forgotten.push(id);
    return true;
  }

  /** The head of one that is written now, whatever its age. */
  takeNow(request: UnderWay): string {
    this.#close(request.id);
    this.#written.add(request.id);
    return packHead(request.id, request.head());
  }

  /** Ids to be taken out of the file. */
  takeForgotten(): string[] {
    const forgotten = this.#forgotten;
    this.#forgotten = [];
    return forgotten;
  }

  /** Heads of requests that have been open for a while, to be written now; they were opened in the order of the map. */
  takeLong(nowEpochMs: number): string[] {
    const heads: string[] = [];
    const before = nowEpochMs - Math.min(oldestYoungMs, Math.max(youngMs, 2 * this.#usualMs));
    for (const [id, { request }] of this.#open) {
      if (request === null || request.receivedAtEpochMs > before) break;
      this.#close(id);
      this.#written.add(id);
      heads.push(packHead(id, request.head()));
    }
    return heads;
  }

  #close(id: string): void {
    const place = this.#open.get(id);
    if (place === undefined) return;
    place.request = null;
    this.#open.delete(id);
  }
}
