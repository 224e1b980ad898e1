import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};
const tags = [
  ["x-amz-meta-tag", "green"],
  ["x-amz-meta-tag", "blue"],
] as const;
const signedTag = (value: string) => (input: CanonicalInput) => ({
  ...input,
  headers: input.headers.map((header) => (header.name === "x-amz-meta-tag" ? { ...header, value } : header)),
});

it("proves two lines that a proxy merged with a blank", async () => {
  expect(
    await proofOf({
      ...put,
      headers: tags,
      sent: (request) => withHeader(request, "x-amz-meta-tag", "green, blue"),
    }),
  ).toEqual({
    causes: ["header-duplicate-merge"],
    changes: ["header x-amz-meta-tag: green, blue -> green,blue"],
  });
});

it("proves two lines that were signed sorted, with a blank, or as the last one alone", async () => {
  for (const value of ["blue,green", "green, blue", "blue"]) {
    expect(await causesOf({ ...put, headers: tags, signedInput: signedTag(value) })).toEqual([
      "header-duplicate-merge",
    ]);
  }
});

it("proves a header that was sent twice and signed once", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-tag", "blue"]] as const,
    unsignedHeaders: [["x-amz-meta-tag", "blue"]] as const,
  };
  expect(await causesOf(recipe)).toEqual(["header-duplicate-merge"]);
});

it("leaves blanks that are no comma's to their own class", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-tag", "dark  blue"]] as const,
    signedInput: signedTag("dark  blue"),
  };
  expect(await causesOf(recipe)).toEqual(["header-value-whitespace"]);
});

it("finds nothing where repeated headers are joined by a comma", async () => {
  expect(await findingsOf({ ...put, headers: tags })).toEqual([]);
});
