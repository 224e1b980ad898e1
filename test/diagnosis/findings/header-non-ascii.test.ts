import { expect, it } from "vitest";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};
const author = (value: string) => (input: CanonicalInput) => ({
  ...input,
  headers: input.headers.map((header) =>
    header.name === "x-amz-meta-author" ? { ...header, value } : header,
  ),
});

it("proves Latin-1 on the wire that was signed as UTF-8", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-author", "Zo\u00eb"]] as const,
    signedInput: author("Zo\u00c3\u00ab"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["header-non-ascii"],
    changes: ["header x-amz-meta-author: Zo\u00eb -> Zo\u00c3\u00ab"],
  });
});

it("proves UTF-8 on the wire that was signed as Latin-1, or encoded twice", async () => {
  const headers = [["x-amz-meta-author", "Zo\u00c3\u00ab"]] as const;
  expect(await causesOf({ ...put, headers, signedInput: author("Zo\u00eb") })).toEqual(["header-non-ascii"]);
  expect(await causesOf({ ...put, headers, signedInput: author("Zo\u00c3\u0083\u00c2\u00ab") })).toEqual([
    "header-non-ascii",
  ]);
});

it("proves a value that was sent percent-encoded and signed as text", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-author", "Zo%C3%AB"]] as const,
    signedInput: author("Zo\u00c3\u00ab"),
  };
  expect(await causesOf(recipe)).toEqual(["header-non-ascii"]);
});

it("leaves blanks in such a value to their own class", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-author", "Zo\u00eb  A"]] as const,
    signedInput: author("Zo\u00eb  A"),
  };
  expect(await causesOf(recipe)).toEqual(["header-value-whitespace"]);
});

it("finds nothing where the bytes signed are the bytes sent", async () => {
  expect(await findingsOf({ ...put, headers: [["x-amz-meta-author", "Zo\u00c3\u00ab"]] })).toEqual([]);
});
