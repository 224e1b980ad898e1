import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

it("proves a method that was signed in small letters", async () => {
  expect(await proofOf({ url, signedInput: (input) => ({ ...input, method: "get" }) })).toEqual({
    causes: ["method-case"],
    changes: ["method: GET -> get"],
  });
});

it("proves a method that was sent in small letters and signed in capitals", async () => {
  const recipe = {
    method: "PATCH",
    url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/a",
    service: "execute-api",
    sent: <T extends object>(request: T) => ({ ...request, method: "patch" }),
  };
  expect(await causesOf(recipe)).toEqual(["method-case"]);
});

it("leaves another method to its own class", async () => {
  expect(await causesOf({ url, signedInput: (input) => ({ ...input, method: "HEAD" }) })).toEqual([
    "method-head-get-rewritten",
  ]);
});

it("finds nothing where the method is sent as signed", async () => {
  expect(await findingsOf({ url })).toEqual([]);
});
