import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a bare sub-resource that was signed without its equals sign", async () => {
  const recipe = {
    url: `${bucket}/?acl`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "acl" }),
  };
  expect(await proofOf(recipe)).toEqual({ causes: ["query-valueless"], changes: ["query: acl= -> acl"] });
});

it("proves one among other parameters that was dropped", async () => {
  const recipe = {
    method: "POST",
    url: `${bucket}/film.mp4?uploads&x-id=Create`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "x-id=Create" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["query-valueless"],
    changes: ["query: uploads=&x-id=Create -> x-id=Create"],
  });
});

it("proves an empty value that was signed as null", async () => {
  const recipe = {
    url: `${bucket}/?marker=&prefix=a`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "marker=null&prefix=a" }),
  };
  expect(await causesOf(recipe)).toEqual(["query-valueless"]);
});

it("leaves a parameter with a value that was left out to its own class", async () => {
  const recipe = {
    url: `${bucket}/?list-type=2`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalQuery: "" }),
  };
  expect(await causesOf(recipe)).toEqual(["query-omitted-from-canonical"]);
});

it("finds nothing where acl= was signed for ?acl", async () => {
  expect(await findingsOf({ url: `${bucket}/?acl` })).toEqual([]);
});
