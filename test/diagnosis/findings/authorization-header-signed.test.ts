import { expect, it } from "vitest";
import { authorizationHeaderSigned } from "../../../src/diagnosis/findings/authorization-header-signed.ts";
import { causesOf, findingsOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const url = "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items";
const service = "execute-api";

it("is a fact where the value that was signed is lost", async () => {
  const { causes, findings } = await examined(authorizationHeaderSigned.example());
  expect(causes).toEqual(["authorization-header-signed"]);
  expect(findings.find(({ rule }) => rule === "authorization-header-signed")?.certainty).toBe("observed");
});

it("proves a value that was empty when it was signed, and shows no token", async () => {
  const recipe = {
    url,
    service,
    signedInput: <T extends { headers: readonly object[]; signedHeaders: readonly string[] }>(input: T) => ({
      ...input,
      headers: [{ name: "authorization", value: "" }, ...input.headers],
      signedHeaders: ["authorization", ...input.signedHeaders],
    }),
  };
  expect(await causesOf(recipe as Parameters<typeof causesOf>[0])).toEqual(["authorization-header-signed"]);
});

it("finds nothing where the other headers are signed", async () => {
  expect(await findingsOf({ url, service })).toEqual([]);
});
