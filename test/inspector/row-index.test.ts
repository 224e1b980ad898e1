import { describe, expect, it } from "vitest";
import { memorySource } from "../../src/cli/inspected-memory.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import type { InspectedExchange } from "../../src/inspector/inspector-api.ts";
import type { ExchangeSource, RowIndex, WindowQuery } from "../../src/inspector/row-index.ts";
import { openRowIndex } from "../../src/inspector/row-index.ts";
import { parseFilter } from "../../src/report/filter-expression.ts";
import { inspectedSample } from "../support/inspector-fixture.ts";

const right = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json" });
const wrong = inspectedSample(contentTypeChanged.example());
const bounds = { exchanges: 100_000, characters: 1e9 };

/** A list of so many requests, every third of which fails. */
function listOf(count: number, most?: number): RowIndex {
  const source = memorySource(bounds);
  for (let at = 1; at <= count; at += 1) source.add(at % 3 === 0 ? wrong : right);
  const index = openRowIndex([source], most);
  while (index.advance(1000));
  return index;
}

function named(exchange: InspectedExchange, id: string): InspectedExchange {
  return { ...exchange, examination: { ...exchange.examination, id } };
}

function query(filterText: string, more: Partial<WindowQuery> = {}): WindowQuery {
  const filter = parseFilter(filterText);
  if ("wrong" in filter) throw new Error(filter.wrong);
  return { filter, filterText, from: 0, count: 3, until: null, grouped: false, ...more };
}

describe("the list", () => {
  it("is shown newest first, a window at a time", () => {
    const window = listOf(10).window(query("", { from: 2 }));
    expect(window).toMatchObject({ total: 10, from: 2, newest: 10, searched: 10, of: 10 });
    expect(window.rows.map(({ number }) => number)).toEqual([8, 7, 6]);
  });

  it("holds what a filter asks for, headers too", () => {
    const index = listOf(10);
    expect(index.window(query("~verdict mismatch")).rows.map(({ number }) => number)).toEqual([9, 6, 3]);
    expect(index.window(query("~h content-type & ~verdict mismatch")).total).toBe(3);
    expect(index.window(query("~h nothing-like-this")).total).toBe(0);
    expect(index.matches(query("~verdict mismatch")).map(({ number }) => number)).toEqual([9, 6, 3]);
  });

  it("tells the requests beside one, from a search that is done or without beginning one", () => {
    const index = listOf(10);
    const beside = (filter: string, number: number): unknown => index.neighbours(query(filter), number);
    expect(beside("~verdict mismatch", 6)).toEqual({ newer: 9, older: 3 });
    expect(beside("~verdict mismatch", 7)).toEqual({ newer: 9, older: 6 });
    expect(beside("", 10)).toEqual({ newer: null, older: 9 });
    index.window(query("~verdict mismatch"));
    expect(beside("~verdict mismatch", 6)).toEqual({ newer: 9, older: 3 });
    expect(beside("~verdict mismatch", 3)).toEqual({ newer: 6, older: null });
  });

  it("goes on without a request that no row can be made of, and says so", () => {
    const source = memorySource(bounds);
    const strange = { ...right, examination: { ...right.examination, nested: null } } as never;
    for (const one of [right, strange, wrong]) source.add(one);
    const index = openRowIndex([source]);
    index.advance(1000);
    expect(index.rows().map(({ number }) => number)).toEqual([1, 2]);
    expect(index.notes()).toEqual(["1 requests cannot be shown."]);
  });

  it("goes on with a filter where it stopped", () => {
    const source = memorySource(bounds);
    const index = openRowIndex([source]);
    source.add(wrong);
    index.advance(1000);
    expect(index.window(query("~verdict mismatch")).total).toBe(1);
    source.add(right);
    source.add(wrong);
    expect(index.advance(1000)).toBe(true);
    expect(index.window(query("~verdict mismatch")).rows.map(({ number }) => number)).toEqual([3, 1]);
    expect(index.advance(1000)).toBe(false);
  });

  it("stands still up to a number while more come", () => {
    const window = listOf(10).window(query("", { until: 6 }));
    expect(window).toMatchObject({ total: 6, newest: 10 });
    expect(window.rows[0]?.number).toBe(6);
  });

  it("has a row for a request under way, in whose place its record comes, for every filter", () => {
    const source = memorySource(bounds);
    const index = openRowIndex([source]);
    const rows = (filter: string): unknown[] => {
      index.advance(1000);
      return index
        .window(query(filter, { count: 10 }))
        .rows.map(({ number, underWay, verdict }) => [number, underWay ? "under way" : verdict]);
    };
    const head = (id: string): InspectedExchange => ({ ...named(right, id), underWay: true });
    source.begin(head("slow"));
    source.begin(head("lost"));
    expect(rows("")).toEqual([
      [2, "under way"],
      [1, "under way"],
    ]);
    source.add(named(right, "quick"));
    expect(rows("~verdict mismatch")).toEqual([]);
    expect(rows("~verdict valid")).toEqual([[3, "valid"]]);
    expect(rows("~d s3.us-east-1")).toHaveLength(3);
    const slow = index.row(1);
    expect(slow && index.exchange(slow)?.examination.id).toBe("slow");
    const before = index.changes();
    source.add(named(wrong, "slow"));
    source.forget(["lost"]);
    expect(rows("~verdict mismatch")).toEqual([[1, "mismatch"]]);
    expect(index.changes()).toBe(before + 2);
    expect(rows("")).toEqual([
      [3, "valid"],
      [2, "valid"],
      [1, "mismatch"],
    ]);
    expect(index.row(2)).toMatchObject({ underWay: false, interrupted: "not kept: it is over" });
    const lost = index.row(2);
    expect(lost && index.exchange(lost)?.examination.id).toBe("lost");
    expect(index.advance(1000)).toBe(false);
  });

  it("shows of each repeated fault the newest request", () => {
    const repeated = (count: number): typeof wrong => ({
      ...wrong,
      examination: {
        ...wrong.examination,
        incident: { id: "i", count, first: null, last: null, deterministic: true },
      },
    });
    const source = memorySource(bounds);
    for (const one of [repeated(1), right, repeated(2), right]) source.add(one);
    const index = openRowIndex([source]);
    index.advance(1000);
    const window = index.window(query("", { grouped: true, count: 10 }));
    expect(window.rows.map(({ number }) => number)).toEqual([4, 3, 2]);
    expect(window.total).toBe(3);
  });

  it("forgets the oldest beyond its bound, says so, and keeps the numbers", () => {
    const index = listOf(120, 40);
    expect(index.rows().length).toBeLessThanOrEqual(50);
    expect(index.newest()).toBe(120);
    expect(index.row(1)).toBeNull();
    expect(index.row(120)?.number).toBe(120);
    expect(index.notes()[0]).toMatch(/^The \d+ oldest requests are not listed\.$/);
    expect(index.window(query("~verdict mismatch")).rows[0]?.number).toBe(120);
  });

  it("says how far a long search has come, and is done when asked again", () => {
    const slow: ExchangeSource = {
      ...memorySource(bounds),
      next: (() => {
        let given = 0;
        return (most: number) => {
          const found = Array.from({ length: Math.min(most, 400 - given) }, () => ({
            place: 0,
            exchange: right,
          }));
          given += found.length;
          return found;
        };
      })(),
      exchange: () => {
        const until = performance.now() + 1;
        while (performance.now() < until);
        return right;
      },
    };
    const index = openRowIndex([slow]);
    while (index.advance(1000));
    const first = index.window(query("~b nothing"));
    expect(first.searched).toBeLessThan(first.of);
    let last = first;
    for (let times = 0; times < 100 && last.searched < last.of; times += 1)
      last = index.window(query("~b nothing"));
    expect(last).toMatchObject({ searched: 400, of: 400, total: 0 });
  });
});
