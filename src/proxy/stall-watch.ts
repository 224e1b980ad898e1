// Cuts exchanges in which nothing moves any more: one slow clock for all of them instead of a timer for each.
import type { Exchange } from "./exchange.ts";
import { failExchange } from "./exchange-failure.ts";
import { limits } from "./limits.ts";

/** Watches exchanges under way. */
export class StallWatch {
  readonly #underWay = new Set<Exchange>();
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
    this.#underWay.add(exchange);
  }

  moved(exchange: Exchange): void {
    exchange.movedAtTick = this.#tick;
  }

  remove(exchange: Exchange): void {
    this.#underWay.delete(exchange);
  }

  /** One tick: cuts whatever stood still longer than it may. A whole request may wait long for the answer's first byte. */
  sweep(): void {
    this.#tick += 1;
    for (const exchange of this.#underWay) {
      const waitsForAnswer = exchange.requestEnded && exchange.answered === null;
      const allowedMs = waitsForAnswer ? limits.firstByteMs : limits.bodyGapMs;
      if ((this.#tick - exchange.movedAtTick) * limits.sweepMs <= allowedMs) continue;
      failExchange(exchange, new Error(`nothing moved for ${allowedMs / 1000} s`));
    }
  }
}
