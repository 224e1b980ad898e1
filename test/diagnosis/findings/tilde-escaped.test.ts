import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a tilde in the path that was signed as %7E", async () => {
  const recipe = {
    url: `${bucket}/~backup/a`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/%7Ebackup/a" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["tilde-escaped"],
    changes: ["path: /~backup/a -> /%7Ebackup/a"],
  });
});

it("proves a tilde in the query that was signed as %7E", async () => {
  const recipe = {
    url: `${bucket}/?prefix=%7Ebackup`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "prefix=%7Ebackup" }),
  };
  expect(await causesOf(recipe)).toContain("tilde-escaped");
});

it("leaves other characters to their own class", async () => {
  const recipe = {
    url: `${bucket}/~backup(1)`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/~backup(1)" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-reserved-chars-unescaped"]);
});

it("finds nothing where the tilde stays, however it is sent to S3", async () => {
  expect(await findingsOf({ url: `${bucket}/~backup/a` })).toEqual([]);
  expect(await findingsOf({ url: `${bucket}/%7Ebackup/a?prefix=~` })).toEqual([]);
});
