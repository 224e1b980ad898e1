import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const put = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
  body: "{}",
};
const signedAs = (name: string, value: string) => (input: CanonicalInput) => ({
  ...input,
  headers: input.headers.map((header) => (header.name === name ? { ...header, value } : header)),
});

it("proves runs of blanks that were not squeezed", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-title", "annual   report"]] as const,
    signedInput: signedAs("x-amz-meta-title", "annual   report"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["header-value-whitespace"],
    changes: ["header x-amz-meta-title: annual report -> annual   report"],
  });
});

it("proves a blank at the end that was signed", async () => {
  const recipe = {
    method: "POST",
    url: "https://dynamodb.us-east-1.amazonaws.com/",
    service: "dynamodb",
    body: "{}",
    headers: [["X-Amz-Target", "DynamoDB_20120810.ListTables"]] as const,
    signedInput: signedAs("x-amz-target", "DynamoDB_20120810.ListTables "),
  };
  expect(await causesOf(recipe)).toEqual(["header-value-whitespace"]);
});

it("proves blanks that were squeezed on the way after they had been signed", async () => {
  const recipe = {
    ...put,
    headers: [["User-Agent", "build of Sep 1 2015"]] as const,
    signedInput: signedAs("user-agent", "build of Sep  1 2015"),
  };
  expect(await causesOf(recipe)).toEqual(["header-value-whitespace"]);
});

it("proves blanks that were kept inside quotes only", async () => {
  const recipe = {
    ...put,
    headers: [["x-amz-meta-title", 'the  "annual   report"']] as const,
    signedInput: signedAs("x-amz-meta-title", 'the "annual   report"'),
  };
  expect(await causesOf(recipe)).toEqual(["header-value-whitespace"]);
});

it("leaves merged headers and other capitals to their own classes", async () => {
  const tags = [
    ["x-amz-meta-tag", "blue"],
    ["x-amz-meta-tag", "green"],
  ] as const;
  expect(
    await causesOf({
      ...put,
      headers: tags,
      sent: (request) => withHeader(request, "x-amz-meta-tag", "blue, green"),
    }),
  ).toEqual(["header-duplicate-merge"]);
  expect(
    await causesOf({
      ...put,
      headers: [["x-amz-meta-a", "Blue  Sky"]],
      signedInput: signedAs("x-amz-meta-a", "blue sky"),
    }),
  ).toEqual(["header-value-case"]);
});

it("finds nothing where blanks were squeezed before signing", async () => {
  expect(await findingsOf({ ...put, headers: [["x-amz-meta-title", "  annual   report  "]] })).toEqual([]);
});
