import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const host = "https://abcdef1234.execute-api.us-east-1.amazonaws.com";

it("proves a slash that was sent and not signed", async () => {
  const recipe = {
    service: "execute-api",
    url: `${host}/prod/items/`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/prod/items" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["trailing-slash"],
    changes: ["path: /prod/items/ -> /prod/items"],
  });
});

it("proves a slash that was signed and lost", async () => {
  const recipe = {
    service: "execute-api",
    url: `${host}/prod/items/`,
    sent: <T extends object>(request: T) => ({ ...request, target: "/prod/items" }),
  };
  expect(await causesOf(recipe)).toEqual(["trailing-slash"]);
});

it("leaves a double slash to its own class", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a//",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a/" }),
  };
  expect((await proofOf(recipe)).causes).toEqual(["slash-collapse"]);
});

it("finds nothing where the end of the path is as signed", async () => {
  expect(await findingsOf({ service: "execute-api", url: `${host}/prod/items/` })).toEqual([]);
  expect(await causesOf({ service: "execute-api", url: host })).toEqual([]);
});
