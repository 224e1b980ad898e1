import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a blank in the path that was signed as a plus sign", async () => {
  const recipe = {
    url: `${bucket}/annual%20report.pdf`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/annual+report.pdf" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["plus-vs-space"],
    changes: ["path: /annual%20report.pdf -> /annual+report.pdf"],
  });
});

it("proves a plus sign in the path that was signed as a blank", async () => {
  const recipe = {
    url: `${bucket}/a+b.pdf`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%20b.pdf" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["plus-vs-space"],
    changes: ["path: /a%2Bb.pdf -> /a%20b.pdf"],
  });
});

it("proves a blank in the query that was signed as a plus sign", async () => {
  const recipe = {
    url: `${bucket}/?prefix=annual%20report`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "prefix=annual+report" }),
  };
  expect(await causesOf(recipe)).toEqual(["plus-vs-space"]);
});

it("leaves a blank that was signed raw to its own class", async () => {
  const recipe = {
    url: `${bucket}/annual%20report.pdf`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/annual report.pdf" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-reserved-chars-unescaped"]);
});

it("finds nothing where %20 and %2B are used", async () => {
  expect(await findingsOf({ url: `${bucket}/a%20b%2Bc?prefix=x%20y%2Bz` })).toEqual([]);
});
