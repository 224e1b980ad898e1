import { expect, it } from "vitest";
import { pathSuppositions, subsets } from "../../src/diagnosis/part-variations.ts";
import { contextOf } from "../support/context-of.ts";

it("gives every subset, the largest first, without the empty one", () => {
  expect([...subsets(["a", "b"], 8)]).toEqual([["a", "b"], ["a"], ["b"]]);
  expect([...subsets([], 8)]).toEqual([]);
  expect([...subsets(["a", "b", "c"], 1)]).toEqual([["a"]]);
});

it("leaves out the path as received and repeats nothing", () => {
  const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
  const found = [...pathSuppositions(context, ["/a", "/b", "/b"], (path) => `signed as ${path}`)];
  expect(found.map(({ detail }) => detail)).toEqual(["signed as /b"]);
});
