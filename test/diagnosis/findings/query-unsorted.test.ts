import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a query in the order it was written", async () => {
  const recipe = {
    url: `${bucket}/?prefix=a&list-type=2`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "prefix=a&list-type=2" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-unsorted"],
    changes: ["query: list-type=2&prefix=a -> prefix=a&list-type=2"],
  });
});

it("proves a sort that ignores capitals", async () => {
  const url = "https://sts.amazonaws.com/?Version=2011-06-15&action=GetCallerIdentity";
  const recipe = {
    service: "sts",
    url,
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalQuery: "action=GetCallerIdentity&Version=2011-06-15",
    }),
  };
  expect(await causesOf(recipe)).toEqual(["query-unsorted"]);
});

it("leaves a sort of whole name=value texts to its own class", async () => {
  const recipe = {
    url: `${bucket}/?select=1&select-type=2`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "select-type=2&select=1" }),
  };
  expect(await causesOf(recipe)).toEqual(["query-sorted-by-pair"]);
});

it("finds nothing where the query is unsorted on the wire alone", async () => {
  expect(await findingsOf({ url: `${bucket}/?prefix=a&list-type=2` })).toEqual([]);
});
