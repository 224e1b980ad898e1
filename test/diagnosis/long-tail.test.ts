import { expect, it } from "vitest";
import { lateAfter } from "../../src/diagnosis/long-tail.ts";

it("marks what stands behind the likely ones", () => {
  const some = ["a", "b", "c"].map((detail) => ({ changes: [], detail }));
  expect([...lateAfter(some, 2)].map(({ detail, late }) => [detail, late])).toEqual([
    ["a", undefined],
    ["b", undefined],
    ["c", true],
  ]);
  expect([...lateAfter([], 0)]).toEqual([]);
});
