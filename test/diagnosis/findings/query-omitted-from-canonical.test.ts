import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a query that was left out", async () => {
  const recipe = {
    url: `${bucket}/?list-type=2&prefix=a`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-omitted-from-canonical"],
    changes: ["query: list-type=2&prefix=a -> "],
  });
});

it("proves one parameter that was added after signing", async () => {
  const recipe = {
    url: `${bucket}/?list-type=2`,
    sent: <T extends { target: string }>(request: T) => ({
      ...request,
      target: `${request.target}&prefix=a`,
    }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-omitted-from-canonical"],
    changes: ["query: list-type=2&prefix=a -> list-type=2"],
  });
});

it("leaves presigned URLs to their own class", async () => {
  const recipe = {
    url: `${bucket}/a`,
    presignedSeconds: 60,
    sent: <T extends { target: string }>(request: T) => ({ ...request, target: `${request.target}&v=2` }),
  };
  expect(await causesOf(recipe)).toEqual(["query-added-after-presign"]);
});

it("finds nothing where the whole query was signed", async () => {
  expect(await findingsOf({ url: `${bucket}/?list-type=2&prefix=a` })).toEqual([]);
});
