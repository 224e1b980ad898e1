import { expect, it } from "vitest";
import { withHeader } from "../../../src/diagnosis/example.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const styled = (host: string, target: string) => (request: Parameters<typeof withHeader>[0]) => ({
  ...withHeader(request, "Host", host),
  target,
});

it("proves a bucket that was signed in the path and sent in the host", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/examplebucket/a" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["virtual-host-vs-path-style"],
    changes: ["path: /a -> /examplebucket/a"],
  });
});

it("proves a bucket that was sent in the path and not signed there", async () => {
  const recipe = {
    url: "https://s3.us-east-1.amazonaws.com/examplebucket/",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["virtual-host-vs-path-style"],
    changes: ["path: /examplebucket/ -> /"],
  });
});

it("proves host and path of the other style together", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    sent: styled("s3.us-east-1.amazonaws.com", "/examplebucket/a"),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["virtual-host-vs-path-style"],
    changes: [
      "header host: s3.us-east-1.amazonaws.com -> examplebucket.s3.us-east-1.amazonaws.com",
      "path: /examplebucket/a -> /a",
    ],
  });
});

it("leaves a proxy's prefix to its own class", async () => {
  const recipe = {
    url: "https://storage.example.com/examplebucket/a",
    sent: <T extends object>(request: T) => ({ ...request, target: "/s3/examplebucket/a" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-prefix-rewritten"]);
});

it("finds nothing in either style", async () => {
  expect(await findingsOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" })).toEqual([]);
  expect(await findingsOf({ url: "https://s3.us-east-1.amazonaws.com/examplebucket/a" })).toEqual([]);
});
