import { describe, expect, it } from "vitest";
import {
  atMost,
  coupleWalk,
  inRounds,
  likelyCouples,
  likelyTriples,
  nextOf,
  pairWalk,
} from "../../src/diagnosis/likely-first.ts";

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe("pairs by likelihood", () => {
  it("give every couple of one list once, and none with itself", () => {
    const couples = [...likelyCouples(numbers(9))];
    expect(couples).toHaveLength(36);
    expect(new Set(couples.map((couple) => [...couple].sort().join())).size).toBe(36);
    expect(couples.every(([a, b]) => a !== b)).toBe(true);
  });
  it("give every triple of one list once", () => {
    const triples = [...likelyTriples(numbers(5))];
    expect(triples).toHaveLength(10);
    expect(triples[0]).toEqual([0, 1, 2]);
  });
});

describe("pairs by weight", () => {
  const weights = Float64Array.of(8, 4, 1);
  const others = Float64Array.of(2, 1);

  it("are those at least so likely, each once over all calls", () => {
    const walk = pairWalk(weights, others);
    const met: string[] = [];
    const note = (a: number, b: number): boolean => met.push(`${a}${b}`) === 0;
    expect(walk(8, note)).toBe(false);
    expect(met).toEqual(["00", "01", "10"]);
    walk(3, note);
    expect(met).toEqual(["00", "01", "10", "11"]);
    walk(0.5, note);
    walk(0.1, note);
    expect(met).toEqual(["00", "01", "10", "11", "20", "21"]);
  });
  it("go on behind a visit that ended the walk", () => {
    const walk = pairWalk(weights, others);
    const met: string[] = [];
    const end = (a: number, b: number): boolean => met.push(`${a}${b}`) > 0;
    while (walk(0, end)) expect(met.length).toBeLessThan(7);
    expect(met).toEqual(["00", "01", "10", "11", "20", "21"]);
  });
  it("of one list hold no item twice, and no two the other way round", () => {
    const met: string[] = [];
    coupleWalk(weights)(0, (a, b) => met.push(`${a}${b}`) === 0);
    expect(met).toEqual(["01", "02", "12"]);
  });
  it("are none where a list is empty", () => {
    const none = new Float64Array();
    for (const walk of [pairWalk(weights, none), pairWalk(none, others), coupleWalk(none)])
      expect(walk(0, () => true)).toBe(false);
  });
});

describe("several sources", () => {
  it("are cut at a limit", () => {
    expect([...atMost(numbers(9), 4)]).toEqual([0, 1, 2, 3]);
    expect([...atMost([], 4)]).toEqual([]);
  });
  it("stay open behind the items taken", () => {
    const source = numbers(2)[Symbol.iterator]();
    expect([...nextOf(source, 1)]).toEqual([0]);
    expect([...nextOf(source, 5)]).toEqual([1]);
    expect([...nextOf(source, 5)]).toEqual([]);
  });
});

it("takes a few from each source first, then more, then all", () => {
  const sources = ["abcdef", "12", "uvwxyz"].map((letters) => letters[Symbol.iterator]());
  expect([...inRounds(sources, [1, 2, Number.POSITIVE_INFINITY])].join("")).toBe("a1ubc2vwdefxyz");
});
