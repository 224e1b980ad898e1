import { describe, expect, it } from "vitest";
import { admission } from "../../src/evidence/right-traffic.ts";
import { atEpochMs, correctRequest, exchangeOf, mismatchExchange } from "../support/evidence.ts";

const right = exchangeOf("right", correctRequest());
const wrong = mismatchExchange("wrong");

describe("right traffic", () => {
  it("is taken up to its rate, and again as time passes", () => {
    const admits = admission(2);
    const taken = (at: number): boolean => admits(right.examination, right.exchange, atEpochMs + at);
    expect([taken(0), taken(0), taken(0), taken(400)]).toEqual([true, true, false, false]);
    expect([taken(500), taken(500), taken(100_000), taken(100_000), taken(100_000)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it("is taken whole where no rate is set", () => {
    const admits = admission(0);
    for (let at = 0; at < 50; at += 1)
      expect(admits(right.examination, right.exchange, atEpochMs)).toBe(true);
  });

  it("is no exchange that says something", () => {
    const admits = admission(1);
    expect(admits(right.examination, right.exchange, atEpochMs)).toBe(true);
    const always = [
      wrong,
      { ...right, exchange: { ...right.exchange, state: "truncated" as const } },
      { ...right, exchange: { ...right.exchange, response: null } },
      { ...right, examination: { ...right.examination, agrees: false } },
      { ...right, examination: { ...right.examination, findings: wrong.examination.findings } },
    ];
    for (const { examination, exchange } of always)
      expect(admits(examination, exchange, atEpochMs)).toBe(true);
    expect(admits(right.examination, right.exchange, atEpochMs)).toBe(false);
  });
});
