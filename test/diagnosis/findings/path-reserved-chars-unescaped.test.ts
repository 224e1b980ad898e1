import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves parentheses that encodeURIComponent left raw", async () => {
  const url = `${bucket}/report%20%281%29.pdf`;
  expect(
    await proofOf({ url, signedInput: (input) => ({ ...input, canonicalUri: "/report%20(1).pdf" }) }),
  ).toEqual({
    causes: ["path-reserved-chars-unescaped"],
    changes: ["path: /report%20%281%29.pdf -> /report%20(1).pdf"],
  });
});

it("proves one of several reserved characters left raw", async () => {
  const url = `${bucket}/a%3Ab%2Cc%3Dd%40e`;
  expect(
    await proofOf({ url, signedInput: (input) => ({ ...input, canonicalUri: "/a%3Ab,c%3Dd@e" }) }),
  ).toEqual({
    causes: ["path-reserved-chars-unescaped"],
    changes: ["path: /a%3Ab%2Cc%3Dd%40e -> /a%3Ab,c%3Dd@e"],
  });
});

it("proves a star that was sent raw outside S3 and signed raw", async () => {
  const recipe = {
    service: "es",
    url: "https://search-logs-abc.us-west-2.es.amazonaws.com/*/_search/",
    region: "us-west-2",
  };
  expect(
    await causesOf({ ...recipe, signedInput: (input) => ({ ...input, canonicalUri: "/*/_search/" }) }),
  ).toEqual(["path-reserved-chars-unescaped"]);
});

it("proves a path that was not encoded at all", async () => {
  const url = `${bucket}/annual%20report%20%5B2026%5D.pdf`;
  expect(
    await causesOf({
      url,
      signedInput: (input) => ({ ...input, canonicalUri: "/annual report [2026].pdf" }),
    }),
  ).toEqual(["path-reserved-chars-unescaped"]);
});

it("leaves a plus sign alone to its own class", async () => {
  const url = `${bucket}/a%2Bb`;
  expect(await causesOf({ url, signedInput: (input) => ({ ...input, canonicalUri: "/a+b" }) })).toEqual([
    "plus-vs-space",
  ]);
});

it("finds nothing where the characters were encoded", async () => {
  expect(await findingsOf({ url: `${bucket}/report%20%281%29.pdf` })).toEqual([]);
  expect(await findingsOf({ url: `${bucket}/report%20(1)'!*.pdf` })).toEqual([]);
});
