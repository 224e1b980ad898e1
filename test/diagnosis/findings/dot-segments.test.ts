import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves dots of an S3 key that were resolved for signing", async () => {
  const recipe = {
    url: `${bucket}/reports/../2026.json`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/2026.json" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["dot-segments"],
    changes: ["path: /reports/../2026.json -> /2026.json"],
  });
});

it("proves a dot that the HTTP library took out after signing", async () => {
  const recipe = {
    url: `${bucket}/reports/./2026.json`,
    sent: <T extends object>(request: T) => ({ ...request, target: "/reports/2026.json" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["dot-segments"],
    changes: ["path: /reports/2026.json -> /reports/./2026.json"],
  });
});

it("leaves a double slash to its own class", async () => {
  const recipe = {
    url: `${bucket}/reports//2026.json`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/reports/2026.json" }),
  };
  expect(await causesOf(recipe)).toEqual(["slash-collapse"]);
});

it("finds nothing where S3 gets its dots as signed and others get them resolved", async () => {
  expect(await findingsOf({ url: `${bucket}/a/./b/../c` })).toEqual([]);
  expect(
    await findingsOf({
      service: "execute-api",
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/a/./b/../c",
    }),
  ).toEqual([]);
});
