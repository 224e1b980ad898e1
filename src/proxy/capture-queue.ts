// Finished exchanges on their way to the observer: off the forwarding turn, in batches, never without bound.
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { limits } from "./limits.ts";
import type { ProxyLog } from "./proxy-event.ts";

/** A finished exchange that still has to be put into its final form. */
export interface PendingCapture {
  readonly id: string;
  /** Builds the captured exchange. */
  build(): CapturedExchange;
  /** Gives back what it held; called once, also when it is dropped. */
  release(): void;
}

const batch = 32;

/** Who is told of what the queue takes. */
export interface CaptureObserver {
  readonly observer: (exchange: CapturedExchange) => void;
  /** A capture was dropped, for want of room or because observing it failed. */
  readonly dropped: (id: string) => void;
  readonly log: ProxyLog;
}

/** Hands exchanges to an observer. A full queue drops the capture, never the traffic, and counts the gap. */
export class CaptureQueue {
  readonly #told: CaptureObserver;
  readonly #most: number;
  #waiting: PendingCapture[] = [];
  #scheduled = false;
  #dropped = 0;
  #whenEmpty: (() => void)[] = [];

  /** `most` exchanges may wait. */
  constructor(told: CaptureObserver, most: number = limits.queuedCaptures) {
    this.#told = told;
    this.#most = most;
  }

  /** How many exchanges were dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a finished exchange; it is dropped when the queue is full. */
  offer(pending: PendingCapture): void {
    if (this.#waiting.length >= this.#most) {
      pending.release();
      this.#drop(pending);
      return;
    }
    this.#waiting.push(pending);
    this.#schedule();
  }

  /** Resolves when everything offered so far was handed over. */
  async empty(): Promise<void> {
    if (this.#waiting.length === 0) return;
    await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = false;
    const taken = this.#waiting.length <= batch ? this.#waiting : this.#waiting.slice(0, batch);
    this.#waiting = taken === this.#waiting ? [] : this.#waiting.slice(batch);
    for (const pending of taken) this.#hand(pending);
    if (this.#waiting.length > 0) this.#schedule();
    else for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #hand(pending: PendingCapture): void {
    try {
      this.#told.observer(pending.build());
    } catch {
      this.#told.log({
        level: "error",
        event: "observer-failed",
        message: "an exchange could not be observed",
      });
      this.#drop(pending);
    }
    pending.release();
  }

  #drop({ id }: PendingCapture): void {
    this.#dropped += 1;
    this.#told.dropped(id);
  }
}
