import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves the slashes of a key that were signed as %2F", async () => {
  const recipe = {
    url: `${bucket}/reports/2026/january.json`,
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalUri: "/reports%2F2026%2Fjanuary.json",
    }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["slash-encoded-in-key"],
    changes: ["path: /reports/2026/january.json -> /reports%2F2026%2Fjanuary.json"],
  });
});

it("proves them behind the bucket of a path-style request", async () => {
  const recipe = {
    url: "https://s3.us-east-1.amazonaws.com/examplebucket/a/b",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/examplebucket/a%2Fb" }),
  };
  expect(await causesOf(recipe)).toEqual(["slash-encoded-in-key"]);
});

it("leaves small hex digits to their own class", async () => {
  const recipe = {
    url: `${bucket}/?prefix=a%2Fb`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "prefix=a%2fb" }),
  };
  expect(await causesOf(recipe)).toEqual(["percent-hex-case"]);
});

it("finds nothing where the slashes stay", async () => {
  expect(await findingsOf({ url: `${bucket}/a/b%2Fc?prefix=a/b` })).toEqual([]);
});
