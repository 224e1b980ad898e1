import { describe, expect, it } from "vitest";
import { pageRows, pagesOf, rowHeight, scrollFor, shownRows } from "../../src/page/list-window.ts";

describe("the window of a long list", () => {
  it("is what is on the screen and a little beyond", () => {
    expect([rowHeight, pageRows]).toEqual([34, 100]);
    expect(shownRows(0, 680, 100_000)).toEqual({ from: 0, until: 32 });
    expect(shownRows(34_000, 680, 100_000)).toEqual({ from: 988, until: 1032 });
    expect(shownRows(0, 680, 5)).toEqual({ from: 0, until: 5 });
    expect(shownRows(34_000, 680, 0)).toEqual({ from: 0, until: 0 });
  });

  it("is asked for page by page", () => {
    expect(pagesOf({ from: 0, until: 32 })).toEqual([0]);
    expect(pagesOf({ from: 988, until: 1032 })).toEqual([900, 1000]);
    expect(pagesOf({ from: 0, until: 0 })).toEqual([0]);
  });

  it("moves only when a row is not on it", () => {
    expect(scrollFor(10, 0, 680)).toBeNull();
    expect(scrollFor(0, 340, 680)).toBe(0);
    expect(scrollFor(30, 0, 680)).toBe(31 * 34 - 680);
  });
});
