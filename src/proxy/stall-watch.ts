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
      this.#lookAtWaiting(exchange);
      const waitsForAnswer = exchange.requestEnded && exchange.answered === null;
      const allowedMs = waitsForAnswer ? limits.firstByteMs : limits.bodyGapMs;
      if ((this.#tick - exchange.movedAtTick) * limits.sweepMs <= allowedMs) continue;
      const reason = `nothing moved for ${allowedMs / 1000} s`;
      if (exchange.answerEnded && !exchange.answerSent) cutUntaken(exchange, reason);
      else failExchange(exchange, new Error(reason));
    }
  }

  /** Bytes that leave a buffer for a slow peer have moved too, though nobody tells of them. */
  #lookAtWaiting(exchange: Exchange): void {
    if (exchange.movedAtTick >= this.#tick - 1) return;
    const { waitingBytes } = exchange;
    if (waitingBytes < exchange.waitedBytes) exchange.movedAtTick = this.#tick;
    exchange.waitedBytes = waitingBytes;
  }
}

/** The whole answer is here, and its client takes no more of it. */
function cutUntaken(exchange: Exchange, reason: string): void {
  exchange.settle("truncated", reason);
  exchange.request.socket.destroy();
}
