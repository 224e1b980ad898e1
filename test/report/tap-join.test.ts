import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { TapJoin } from "../../src/report/tap-join.ts";
import { openTapJoin } from "../../src/report/tap-join.ts";
import type { TapPair } from "../../src/report/tap-pairs.ts";
import { place, put } from "../support/tap-places.ts";

const unsigned: ExampleRecipe = { ...put, sent: (request) => withHeader(request, "Authorization", null) };
const other: ExampleRecipe = { ...put, body: "other" };

function opened(most = 100): TapJoin {
  return openTapJoin({ likelyMs: 2000, aloneMs: 10_000, most });
}

function ids(pairs: readonly TapPair[]): (readonly (string | null)[])[] {
  return pairs.map(({ before, after }) => [before?.id ?? null, after?.id ?? null]);
}

describe("openTapJoin", () => {
  it("joins by signature at once, whichever tap comes first", () => {
    const join = opened();
    join.add("after", [place(put, { id: "1" })], 0);
    expect(ids(join.complete(0, false))).toEqual([]);
    join.add("before", [place(put, { id: "a" }), place(other, { id: "b" })], 5);
    expect(ids(join.complete(5, false))).toEqual([["a", "1"]]);
    expect(join.waiting()).toBe(1);
  });

  it("keeps repeats of one signature in order", () => {
    const join = opened();
    join.add("before", [place(put, { id: "a" }), place(put, { id: "b" })], 0);
    join.add("after", [place(put, { id: "1" })], 0);
    expect(ids(join.complete(0, true))).toEqual([["a", "1"]]);
    join.add("after", [place(put, { id: "2" })], 9);
    expect(ids(join.complete(9, true))).toEqual([["b", "2"]]);
  });

  it("joins by what is less sure only after both have waited", () => {
    const join = opened();
    join.add("before", [place(put, { id: "a" })], 0);
    join.add("after", [place(unsigned, { id: "1" })], 1000);
    expect(ids(join.complete(2000, true))).toEqual([]);
    expect(ids(join.complete(3000, true))).toEqual([["a", "1"]]);
  });

  it("calls a request alone only when both taps were read to their end", () => {
    const join = opened();
    join.add("before", [place(put, { id: "a" })], 0);
    join.add("after", [place(other, { id: "1" })], 4000);
    expect(ids(join.complete(60_000, false))).toEqual([]);
    expect(ids(join.complete(10_000, true))).toEqual([["a", null]]);
    expect(ids(join.complete(14_000, true))).toEqual([[null, "1"]]);
    expect(join.waiting()).toBe(0);
  });

  it("gives what waits when nothing more comes", () => {
    const join = opened();
    join.add("before", [place(put, { id: "a" }), place(other, { id: "b" })], 0);
    join.add("after", [place(unsigned, { id: "1" })], 0);
    expect(ids(join.rest())).toEqual([
      ["a", "1"],
      ["b", null],
    ]);
    expect(join.waiting()).toBe(0);
  });

  it("holds no more than it may, and counts what it let go", () => {
    const join = opened(2);
    for (const id of ["a", "b", "c"]) join.add("before", [place({ ...put, body: id }, { id })], 0);
    expect([join.waiting(), join.letGo()]).toEqual([2, 1]);
    expect(ids(join.rest())).toEqual([
      ["b", null],
      ["c", null],
    ]);
  });
});
