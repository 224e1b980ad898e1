import { describe, expect, it } from "vitest";
import type { ExchangeRow } from "../../src/inspector/exchange-row.ts";
import { countUpTo, neighboursAmong, neighboursAround } from "../../src/inspector/row-neighbours.ts";

const rows = Array.from({ length: 1000 }, (_, at) => ({ number: at + 1 }) as ExchangeRow);

describe("the neighbours of a request", () => {
  it("are found among known matches, itself among them or not", () => {
    expect(neighboursAmong([2, 5, 9], 5)).toEqual({ newer: 9, older: 2 });
    expect(neighboursAmong([2, 5, 9], 6)).toEqual({ newer: 9, older: 5 });
    expect(neighboursAmong([2, 5, 9], 9)).toEqual({ newer: null, older: 5 });
    expect(neighboursAmong([], 1)).toEqual({ newer: null, older: null });
    expect(countUpTo([2, 5, 9], 5)).toBe(2);
  });

  it("are found from its place, looking at no more rows than lie between", () => {
    let looked = 0;
    const every = (wanted: number) => (row: ExchangeRow) => {
      looked += 1;
      return row.number % wanted === 0;
    };
    expect(neighboursAround(rows, 499, every(1), 1000)).toEqual({ newer: 501, older: 499 });
    expect(looked).toBe(2);
    expect(neighboursAround(rows, 499, every(400), 1000)).toEqual({ newer: 800, older: 400 });
    expect(neighboursAround(rows, 999, every(2000), 1000)).toEqual({ newer: null, older: null });
    expect(neighboursAround(rows, 999, every(100), -1)).toEqual({ newer: null, older: null });
  });
});
