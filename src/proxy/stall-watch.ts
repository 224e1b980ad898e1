// Cuts exchanges in which nothing moves any more: one slow clock for all of them instead of a timer for each.
import type { Exchange } from "./exchange.ts";
import { failExchange } from "./exchange-failure.ts";
import { limits } from "./limits.ts";

/**
 * Watches exchanges under way. They sit in slots that are emptied when they end: a Set leaves its outgrown tables behind with
 * what they held, and that garbage then survives until the next full collection.
 */
export class StallWatch {
  readonly #slots: (Exchange | null)[] = [];
  readonly #free: number[] = [];
  #tick = 0;
  #timer: NodeJS.Timeout | null = null;

  start(): void {
    this.#timer = setInterval(() => this.sweep(), limits.sweepMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  add(exchange: Exchange): void {
    exchange.movedAtTick = this.#tick;
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = exchange;
    exchange.watchSlot = slot;
  }

  moved(exchange: Exchange): void {
    exchange.movedAtTick = this.#tick;
  }

  remove(exchange: Exchange): void {
    const slot = exchange.watchSlot;
    if (slot < 0) return;
    exchange.watchSlot = -1;
    this.#slots[slot] = null;
    this.#free.push(slot);
  }

  /** One tick: cuts whatever stood still longer than it may. A whole request may wait long for the answer's first byte. */
  sweep(): void {
    this.#tick += 1;
    for (const exchange of this.#slots) {
      // A connection that switched protocols is quiet for as long as it likes.
      if (exchange === null || exchange.switched) continue;
      const waitsForAnswer = exchange.requestEnded && exchange.answered === null;
      const allowedMs = waitsForAnswer ? limits.firstByteMs : limits.bodyGapMs;
      if ((this.#tick - exchange.movedAtTick) * limits.sweepMs <= allowedMs) continue;
      failExchange(exchange, new Error(`nothing moved for ${allowedMs / 1000} s`));
    }
  }
}
