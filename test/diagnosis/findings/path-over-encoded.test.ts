import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const api = {
  service: "execute-api",
  url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items/a%23b",
};

it("proves three encodings outside S3", async () => {
  expect(
    await proofOf({ ...api, signedInput: (input) => ({ ...input, canonicalUri: "/prod/items/a%252523b" }) }),
  ).toEqual({
    causes: ["path-over-encoded"],
    changes: ["path: /prod/items/a%2523b -> /prod/items/a%252523b"],
  });
});

it("proves three encodings for S3", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%252520b" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-over-encoded"]);
});

it("leaves two encodings for S3 to their own class", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%20b",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%2520b" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-double-encoded-s3"]);
});

it("finds nothing where two encodings are right", async () => {
  expect(await findingsOf(api)).toEqual([]);
});
