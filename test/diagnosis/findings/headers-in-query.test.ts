import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const api = "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/orders";
const service = "execute-api";
const host = "abcdef1234.execute-api.us-east-1.amazonaws.com";

it("proves headers in the canonical query", async () => {
  const canonicalQuery = `a=1&host=${host}&x-amz-date=20260102T030405Z`;
  const signedInput = <T extends object>(input: T) => ({ ...input, canonicalQuery });
  expect(await proofOf({ url: `${api}?a=1`, service, signedInput })).toEqual({
    causes: ["headers-in-query"],
    changes: [`query: a=1 -> ${canonicalQuery}`],
  });
});

it("proves host and date alone in the canonical query, beside a signed token", async () => {
  const canonicalQuery = `host=${host}&x-amz-date=20260102T030405Z`;
  const signedInput = <T extends object>(input: T) => ({ ...input, canonicalQuery });
  const sessionToken = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
  expect(await causesOf({ url: api, service, sessionToken, signedInput })).toEqual(["headers-in-query"]);
});

it("proves headers in the query that was sent", async () => {
  const recipe = {
    url: `${api}?host=${host}&x-amz-date=20260102T030405Z`,
    service,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "" }),
  };
  expect(await causesOf(recipe)).toEqual(["headers-in-query"]);
});

it("leaves other parameters to their own class", async () => {
  const recipe = {
    url: `${api}?host=${host}&a=1`,
    service,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "" }),
  };
  expect(await causesOf(recipe)).toEqual(["query-omitted-from-canonical"]);
});

it("finds nothing where a parameter has a header's name and was signed", async () => {
  expect(await findingsOf({ url: `${api}?host=example`, service })).toEqual([]);
});
