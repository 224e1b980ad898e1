import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const api = "https://abcdef1234.execute-api.us-east-1.amazonaws.com";
const signedAs =
  (canonicalUri: string) =>
  <T extends object>(input: T) => ({ ...input, canonicalUri });

it.each([
  "/https%3A//abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items",
  "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items",
  "prod/items",
  "/",
])("proves %s in place of the path", async (canonicalUri) => {
  const recipe = { url: `${api}/prod/items`, service: "execute-api", signedInput: signedAs(canonicalUri) };
  expect(await proofOf(recipe)).toEqual({
    causes: ["path-is-full-url"],
    changes: [`path: /prod/items -> ${canonicalUri}`],
  });
});

it("proves a whole URL with its query, and nothing left for the query", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?versionId=7",
    signedInput: <T extends object>(input: T) => ({
      ...input,
      canonicalUri: "https://examplebucket.s3.us-east-1.amazonaws.com/a?versionId=7",
      canonicalQuery: "",
    }),
  };
  expect(await causesOf(recipe)).toEqual(["path-is-full-url"]);
});

it("finds nothing where the path was signed", async () => {
  expect(await findingsOf({ url: `${api}/prod/items`, service: "execute-api" })).toEqual([]);
});
