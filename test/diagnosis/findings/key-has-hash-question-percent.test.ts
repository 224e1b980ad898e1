import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";
const signedAs =
  (parts: object) =>
  <T extends object>(input: T) => ({ ...input, ...parts });

it("proves a path that the signer cut at its #", async () => {
  const recipe = { url: `${bucket}/a%23b.pdf`, signedInput: signedAs({ canonicalUri: "/a" }) };
  expect(await proofOf(recipe)).toEqual({
    causes: ["key-has-hash-question-percent"],
    changes: ["path: /a%23b.pdf -> /a"],
  });
});

it("proves a question mark that became the query on the wire", async () => {
  const signedInput = signedAs({ canonicalUri: "/what%3F.pdf", canonicalQuery: "" });
  expect(await proofOf({ url: `${bucket}/what?.pdf`, signedInput })).toEqual({
    causes: ["key-has-hash-question-percent"],
    changes: ["path: /what -> /what%3F.pdf", "query: .pdf= -> "],
  });
});

it("proves a question mark that became the query for the signer", async () => {
  const signedInput = signedAs({ canonicalUri: "/what", canonicalQuery: ".pdf=" });
  expect(await causesOf({ url: `${bucket}/what%3F.pdf`, signedInput })).toEqual([
    "key-has-hash-question-percent",
  ]);
});

it("proves a percent sign that was signed raw", async () => {
  const recipe = { url: `${bucket}/100%25.pdf`, signedInput: signedAs({ canonicalUri: "/100%.pdf" }) };
  expect(await causesOf(recipe)).toEqual(["key-has-hash-question-percent"]);
});

it("keeps the presigner's parameters in the query", async () => {
  const recipe = {
    url: `${bucket}/what?.pdf`,
    presignedSeconds: 60,
    signedInput: <T extends { canonicalQuery: string }>(input: T) => ({
      ...input,
      canonicalUri: "/what%3F.pdf",
      canonicalQuery: input.canonicalQuery.replace(".pdf=&", ""),
    }),
  };
  expect(await causesOf(recipe)).toEqual(["key-has-hash-question-percent"]);
});

it("finds nothing where the characters are encoded", async () => {
  expect(await findingsOf({ url: `${bucket}/a%23b%3Fc%25d` })).toEqual([]);
});
