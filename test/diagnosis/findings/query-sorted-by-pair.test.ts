import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves names of which one begins with the other", async () => {
  const recipe = {
    url: `${bucket}/a.csv?select=1&select-type=2`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "select-type=2&select=1" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-sorted-by-pair"],
    changes: ["query: select=1&select-type=2 -> select-type=2&select=1"],
  });
});

it("proves it with a dot behind the name", async () => {
  const url = "https://sqs.us-east-1.amazonaws.com/?Attribute=a&Attribute.1=b";
  const recipe = {
    service: "sqs",
    url,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "Attribute.1=b&Attribute=a" }),
  };
  expect(await causesOf(recipe)).toEqual(["query-sorted-by-pair"]);
});

it("leaves a query that was not sorted at all to its own class", async () => {
  const recipe = {
    url: `${bucket}/?prefix=a&list-type=2`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "prefix=a&list-type=2" }),
  };
  expect(await causesOf(recipe)).toEqual(["query-unsorted"]);
});

it("finds nothing where names are sorted", async () => {
  expect(await findingsOf({ url: `${bucket}/a.csv?select-type=2&select=1` })).toEqual([]);
});
