import { expect, it } from "vitest";
import { queryDuplicateKeys } from "../../../src/diagnosis/findings/query-duplicate-keys.ts";
import { alterations } from "../../support/altered.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const api = "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items";
const service = "execute-api";
const signedAs =
  (canonicalQuery: string) =>
  <T extends object>(input: T) => ({ ...input, canonicalQuery });

it.each([
  ["the last value alone", "a=1&b=2"],
  ["the first value alone", "a=1&b=7"],
  ["the values in the order sent", "a=1&b=7&b=2"],
  ["the values joined", "a=1&b=7%2C2"],
  ["array names", "a=1&b%5B%5D=7&b%5B%5D=2"],
])("proves %s", async (_, canonicalQuery) => {
  const recipe = { url: `${api}?b=7&a=1&b=2`, service, signedInput: signedAs(canonicalQuery) };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-duplicate-keys"],
    changes: [`query: a=1&b=2&b=7 -> ${canonicalQuery}`],
  });
});

it("knows that S3 has been seen to keep the first value", () => {
  const read = <T extends object>(request: T) => ({ ...request, target: "/k?b=1&a=2" });
  const url = "https://examplebucket.s3.us-east-1.amazonaws.com/k?b=1&a=2&a=1";
  expect(alterations(queryDuplicateKeys, { url }, read)).toEqual([
    'The query left here as "a=1&a=2&b=1"; the server read "a=2&b=1".',
  ]);
});

it("leaves a whole parameter that was left out to its own class", async () => {
  const recipe = { url: `${api}?b=7&a=1&b=2`, service, signedInput: signedAs("b=2&b=7") };
  expect(await causesOf(recipe)).toEqual(["query-omitted-from-canonical"]);
});

it("finds nothing where every pair was signed", async () => {
  expect(await findingsOf({ url: `${api}?b=7&a=1&b=2`, service })).toEqual([]);
});
