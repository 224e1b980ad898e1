import { expect, it } from "vitest";
import { pathSuppositions, queryForms, subsets } from "../../src/diagnosis/part-variations.ts";
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

it("applies a form to the caller's parameters, the presigner's, and all", () => {
  const context = contextOf({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/?a=%2F",
    presignedSeconds: 60,
  });
  const [own, all, added] = queryForms(context, (text) => text.replaceAll("%2F", "%2f"));
  expect(own).toContain("EXAMPLE%2F20260102");
  expect(own).toContain("a=%2f");
  expect(all).not.toContain("%2F");
  expect(added).toContain("a=%2F");
});
