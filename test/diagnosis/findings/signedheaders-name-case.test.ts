import { expect, it } from "vitest";
import type { CanonicalInput } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";
const titled = (name: string) => name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());

it("proves names with capitals in the canonical headers", async () => {
  const signedInput = (input: CanonicalInput) => ({
    ...input,
    headers: input.headers.map((header) => ({ ...header, name: titled(header.name) })),
  });
  expect((await proofOf({ url, signedInput })).causes).toEqual(["signedheaders-name-case"]);
});

it("proves names in small letters behind a list with capitals", async () => {
  const { signedHeaders } = { signedHeaders: "Host;X-Amz-Content-Sha256;X-Amz-Date" };
  const sent = <T extends { headers: readonly (readonly [string, string])[] }>(request: T) => ({
    ...request,
    headers: request.headers.map(
      ([name, value]) =>
        [name, value.replace(/SignedHeaders=[^,]*/, `SignedHeaders=${signedHeaders}`)] as const,
    ),
  });
  expect((await proofOf({ url, sent })).causes).toEqual(["signedheaders-name-case"]);
});

it("is an error even where the list was signed with its capitals", async () => {
  const signedInput = (input: CanonicalInput) => ({
    ...input,
    signedHeaders: input.signedHeaders.map(titled),
  });
  expect(await findingsOf({ url, signedInput })).toEqual(["signedheaders-name-case observed error"]);
});

it("is no cause where the names are small", async () => {
  expect(await causesOf({ url, headers: [["X-AMZ-META-A", "1"]] })).toEqual([]);
});
