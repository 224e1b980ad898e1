import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/proxy/exchange.ts";
import { StallWatch } from "../../src/proxy/stall-watch.ts";

/** As much of an exchange as the watch and the failure of a stalled one touch. */
function standing(
  requestEnded: boolean,
  more: { answered?: object; answerEnded?: boolean; waitingBytes?: number } = {},
): { exchange: Exchange; ends: string[] } {
  const ends: string[] = [];
  const exchange = {
    movedAtTick: 0,
    requestEnded,
    ...{ answered: null, answerEnded: false, answerSent: false, waitingBytes: 0, waitedBytes: 0, ...more },
    get over() {
      return ends.length > 0;
    },
    answer: { headersSent: true },
    request: { socket: { destroy: () => ends.push("cut") } },
    upstream: null,
    settle: (state: string, reason: string) => ends.push(`${state}: ${reason}`),
  };
  return { exchange: exchange as unknown as Exchange, ends };
}

function sweep(watch: StallWatch, times: number): void {
  for (let index = 0; index < times; index += 1) watch.sweep();
}

describe("the stall watch", () => {
  it("cuts an exchange whose body stands still for two minutes", () => {
    const watch = new StallWatch();
    const { exchange, ends } = standing(false);
    watch.add(exchange);
    sweep(watch, 120);
    expect(ends).toEqual([]);
    sweep(watch, 1);
    expect(ends).toEqual(["truncated: nothing moved for 120 s", "cut"]);
  });
  it("cuts a client that takes nothing of an answer that is whole, and no other", () => {
    const watch = new StallWatch();
    const { exchange, ends } = standing(true, { answered: {}, answerEnded: true, waitingBytes: 200_000 });
    watch.add(exchange);
    sweep(watch, 120);
    expect(ends).toEqual([]);
    sweep(watch, 1);
    expect(ends).toEqual(["truncated: nothing moved for 120 s", "cut"]);
  });
  it("does not cut one whose bytes leave slowly", () => {
    const watch = new StallWatch();
    const { exchange, ends } = standing(true, { answered: {}, answerEnded: true, waitingBytes: 200_000 });
    watch.add(exchange);
    for (let index = 0; index < 20; index += 1) {
      sweep(watch, 100);
      (exchange as { waitingBytes: number }).waitingBytes -= 1000;
    }
    expect(ends).toEqual([]);
  });
  it("does not cut one that moves, however slowly", () => {
    const watch = new StallWatch();
    const { exchange, ends } = standing(false);
    watch.add(exchange);
    for (let index = 0; index < 20; index += 1) {
      sweep(watch, 119);
      watch.moved(exchange);
    }
    expect(ends).toEqual([]);
  });
  it("waits for the first byte of an answer as long as the longest call of AWS takes", () => {
    const watch = new StallWatch();
    const { exchange, ends } = standing(true);
    watch.add(exchange);
    sweep(watch, 960);
    expect(ends).toEqual([]);
    sweep(watch, 1);
    expect(ends).toEqual(["truncated: nothing moved for 960 s", "cut"]);
  });
  it("forgets what is over", () => {
    const watch = new StallWatch();
    const { exchange, ends } = standing(false);
    watch.add(exchange);
    watch.remove(exchange);
    sweep(watch, 1000);
    expect(ends).toEqual([]);
    watch.start();
    watch.stop();
  });
});
