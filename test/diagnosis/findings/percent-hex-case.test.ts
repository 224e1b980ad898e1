import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves small hex digits in the query", async () => {
  const recipe = {
    url: `${bucket}/?prefix=a%3Ab`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "prefix=a%3ab" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["percent-hex-case"],
    changes: ["query: prefix=a%3Ab -> prefix=a%3ab"],
  });
});

it("proves small hex digits in the path", async () => {
  const recipe = {
    url: `${bucket}/a%2bb`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%2bb" }),
  };
  expect(await causesOf(recipe)).toEqual(["percent-hex-case"]);
});

it("proves digits that were changed on the way outside S3", async () => {
  const recipe = {
    service: "execute-api",
    url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/a%3Ab",
    sent: <T extends object>(request: T) => ({ ...request, target: "/a%3ab" }),
  };
  expect(await causesOf(recipe)).toEqual(["percent-hex-case"]);
});

it("leaves a second encoding to its own class", async () => {
  const recipe = {
    url: `${bucket}/a%2Bb`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%252Bb" }),
  };
  expect(await causesOf(recipe)).not.toContain("percent-hex-case");
});

it("finds nothing where small digits are sent and capitals signed", async () => {
  expect(await findingsOf({ url: `${bucket}/a%2bb?prefix=a%3ab` })).toEqual([]);
});
