import { expect, it } from "vitest";
import { signedHeaderDroppedByVerifier } from "../../../src/diagnosis/findings/signed-header-dropped-by-verifier.ts";
import { canonicalRequest } from "../../../src/sigv4/canonical-request.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { contextOf } from "../../support/context-of.ts";

const recipe = {
  url: "https://storage.example.com/examplebucket/a.txt",
  headers: [
    ["User-Agent", "reports/1.0"],
    ["Cache-Control", "no-cache"],
  ] as const,
};

it("knows a server that leaves a header out of block and list", () => {
  const context = contextOf(recipe);
  const { input } = context;
  const goal = canonicalRequest({
    ...input,
    headers: input.headers.filter(({ name }) => name !== "user-agent"),
    signedHeaders: input.signedHeaders.filter((name) => name !== "user-agent"),
  });
  const found = [...(signedHeaderDroppedByVerifier.alter?.(context) ?? [])].filter(
    ({ request }) => canonicalRequest({ ...input, ...request }) === goal,
  );
  expect(found.map(({ detail }) => detail)).toEqual([
    "The header user-agent is listed as signed and was sent, and the server calculated without it.",
  ]);
});

it("proves a listed header that the client did not sign", async () => {
  const signedInput = <T extends { headers: readonly { name: string; value: string }[] }>(input: T) => ({
    ...input,
    headers: input.headers.filter(({ name }) => name !== "cache-control"),
  });
  expect(await causesOf({ ...recipe, signedInput })).toEqual(["signed-header-dropped-by-verifier"]);
});

it("finds nothing but what User-Agent is warned of where all was signed", async () => {
  expect(await findingsOf(recipe)).toEqual([]);
});
