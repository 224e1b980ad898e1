import { expect, it } from "vitest";
import type { ExampleRecipe } from "../../../src/diagnosis/example.ts";
import { signedExample } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { examined } from "../../support/examined.ts";

const table = { method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/", service: "dynamodb" };
const store = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" };

/** The causes of a recipe beside other requests, one after the other. */
async function causes(
  recipe: ExampleRecipe,
  ...others: readonly ExampleRecipe[]
): Promise<readonly string[]> {
  const related = others.map((other, index) => {
    const { request, response } = signedExample(other);
    return { id: `other-${index}`, distance: index - others.length, request, response };
  });
  return (await examined({ ...signedExample(recipe), related })).causes;
}

it("proves the body hash of another request", async () => {
  const other = { ...table, body: '{"TableName":"orders"}' };
  const payloadHash = signedExample(other).request.body.sha256Hex;
  const signedInput = (input: CanonicalInput) => ({ ...input, payloadHash });
  const recipe = { ...table, body: '{"TableName":"reports"}', signedInput };
  expect(await causes(recipe, { ...table, body: "{}" }, other)).toEqual(["signer-race"]);
});

it("proves the date of another request, alone and with its path", async () => {
  const other = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/b", date: "20260102T030445Z" };
  expect(await causes({ ...store, signedTimestamp: "20260102T030445Z" }, other)).toEqual(["signer-race"]);
  const signedInput = (input: CanonicalInput) => ({ ...input, canonicalUri: "/b" });
  expect(await causes({ ...store, signedInput, signedTimestamp: "20260102T030445Z" }, other)).toEqual([
    "signer-race",
  ]);
});

it("proves a signature that belongs to another request as a whole", async () => {
  const other = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/b?x=1", method: "DELETE" };
  const signedInput = (input: CanonicalInput) => ({
    ...input,
    method: "DELETE",
    canonicalUri: "/b",
    canonicalQuery: "x=1",
  });
  expect(await causes({ ...store, signedInput }, other)).toEqual(["signer-race"]);
});

it("leaves a date of a few seconds apart to the clock that was read twice", async () => {
  const other = { url: "https://examplebucket.s3.us-east-1.amazonaws.com/b", date: "20260102T030406Z" };
  expect(await causes({ ...store, signedTimestamp: "20260102T030406Z" }, other)).toEqual(["two-clock-reads"]);
});

it.each([
  ["at another host", { url: "https://otherbucket.s3.us-east-1.amazonaws.com/b?x=1" }],
  [
    "of another hour",
    { url: "https://examplebucket.s3.us-east-1.amazonaws.com/b?x=1", date: "20260102T040405Z" },
  ],
])("does not mix a request with one %s", async (_, other) => {
  const signedInput = (input: CanonicalInput) => ({ ...input, canonicalUri: "/b", canonicalQuery: "x=1" });
  expect(await causes({ ...store, signedInput }, other)).not.toContain("signer-race");
});

it("does not take what many requests share for a part of another one", async () => {
  const api = { url: "https://abc123.execute-api.us-east-1.amazonaws.com/prod/a", service: "execute-api" };
  const signedInput = (input: CanonicalInput) => ({ ...input, method: "PATCH", canonicalQuery: "x=1" });
  const other = { ...api, method: "PATCH" };
  expect(await causes({ ...api, signedInput }, other)).toEqual([]);
});

it("finds nothing where each request holds its own parts, whatever is beside it", async () => {
  expect(await causes(store, { url: "https://examplebucket.s3.us-east-1.amazonaws.com/b" })).toEqual([]);
});
