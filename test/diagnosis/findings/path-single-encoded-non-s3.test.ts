import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const lambda = {
  service: "lambda",
  url: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda/versions",
};

it("proves a path that was signed as sent", async () => {
  const once = "/2015-03-31/functions/arn%3Aaws%3Alambda/versions";
  expect(await proofOf({ ...lambda, signedInput: (input) => ({ ...input, canonicalUri: once }) })).toEqual({
    causes: ["path-single-encoded-non-s3"],
    changes: [
      "path: /2015-03-31/functions/arn%253Aaws%253Alambda/versions -> /2015-03-31/functions/arn%3Aaws%3Alambda/versions",
    ],
  });
});

it("proves a path that was decoded and encoded once", async () => {
  const recipe = {
    service: "es",
    url: "https://search-logs-abc.us-east-1.es.amazonaws.com/logs%20a/*/_search",
  };
  expect(
    await causesOf({
      ...recipe,
      signedInput: (input) => ({ ...input, canonicalUri: "/logs%20a/%2A/_search" }),
    }),
  ).toEqual(["path-single-encoded-non-s3"]);
});

it("leaves a path encoded three times to its own class", async () => {
  const thrice = "/2015-03-31/functions/arn%25253Aaws%25253Alambda/versions";
  expect(await causesOf({ ...lambda, signedInput: (input) => ({ ...input, canonicalUri: thrice }) })).toEqual(
    ["path-over-encoded"],
  );
});

it("finds nothing in a doubly encoded path outside S3 and a singly encoded one in S3", async () => {
  expect(await findingsOf(lambda)).toEqual([]);
  expect(await findingsOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%3Ab" })).toEqual([]);
});
