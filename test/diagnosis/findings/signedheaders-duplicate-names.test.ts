import { expect, it } from "vitest";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

it("proves a list with a name twice over headers that have it once", async () => {
  const signedInput = (input: CanonicalInput) => ({
    ...input,
    signedHeaders: ["host", ...input.signedHeaders],
  });
  expect(await proofOf({ url, signedInput })).toMatchObject({ causes: ["signedheaders-duplicate-names"] });
});

it("is an error for S3 even where the doubled text was signed, and a warning elsewhere", async () => {
  const doubled = (input: CanonicalInput) => ({
    ...input,
    headers: [...input.headers.slice(0, 1), ...input.headers],
    signedHeaders: ["host", ...input.signedHeaders],
  });
  expect(await findingsOf({ url, signedInput: doubled })).toEqual([
    "signedheaders-duplicate-names observed error",
  ]);
  const sqs = { url: "https://sqs.us-east-1.amazonaws.com/", service: "sqs", signedInput: doubled };
  expect(await findingsOf(sqs)).toEqual(["signedheaders-duplicate-names observed warning"]);
});

it("is no cause where each name stands once", async () => {
  expect(await causesOf({ url })).toEqual([]);
});
