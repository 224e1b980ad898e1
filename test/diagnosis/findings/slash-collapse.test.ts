import { expect, it } from "vitest";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { causesReadAs } from "../../support/read-by-server.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves a double slash of S3 that was signed as one", async () => {
  const recipe = {
    url: `${bucket}/reports//2026.json`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/reports/2026.json" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["slash-collapse"],
    changes: ["path: /reports//2026.json -> /reports/2026.json"],
  });
});

it("proves a double slash that was collapsed on the way", async () => {
  const recipe = {
    url: `${bucket}/reports//2026.json`,
    sent: <T extends object>(request: T) => ({ ...request, target: "/reports/2026.json" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["slash-collapse"],
    changes: ["path: /reports/2026.json -> /reports//2026.json"],
  });
});

it("leaves a slash at the end to its own class", async () => {
  const recipe = {
    url: `${bucket}/reports/`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/reports" }),
  };
  expect(await causesOf(recipe)).toEqual(["trailing-slash"]);
});

it("finds nothing where S3 gets its double slash as signed", async () => {
  expect(await findingsOf({ url: `${bucket}//reports//2026.json//` })).toEqual([]);
});

it("is what became of a leading double slash of which the server read one", async () => {
  expect(await causesReadAs({ url: `${bucket}//a/b.json` }, (text) => text.replace("//a/", "/a/"))).toEqual([
    "slash-collapse",
  ]);
});
