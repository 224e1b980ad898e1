import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a path that was encoded twice for signing", async () => {
  const recipe = {
    url: `${bucket}/annual%20report.pdf`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/annual%2520report.pdf" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["path-double-encoded-s3"],
    changes: ["path: /annual%20report.pdf -> /annual%2520report.pdf"],
  });
});

it("proves a path that was encoded again when it was sent", async () => {
  const recipe = {
    url: `${bucket}/annual%2520report.pdf`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/annual%20report.pdf" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-double-encoded-s3"]);
});

it("leaves the second encoding of other services alone", async () => {
  const recipe = {
    service: "es",
    url: "https://search-logs-abc.us-east-1.es.amazonaws.com/a%20b",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%20b" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-single-encoded-non-s3"]);
});

it("finds nothing where the path was encoded once", async () => {
  expect(await findingsOf({ url: `${bucket}/annual%20report%2525.pdf` })).toEqual([]);
});
