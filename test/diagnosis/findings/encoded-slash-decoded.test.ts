import { expect, it } from "vitest";
import { encodedSlashDecoded } from "../../../src/diagnosis/findings/encoded-slash-decoded.ts";
import { alterations } from "../../support/altered.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";

const api = "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod";
const service = "execute-api";

it("proves a %2F that was decoded on the way", async () => {
  const recipe = {
    url: `${api}/items/a%2Fb`,
    service,
    sent: <T extends object>(request: T) => ({ ...request, target: "/prod/items/a/b" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["encoded-slash-decoded"],
    changes: ["path: /prod/items/a/b -> /prod/items/a%252Fb"],
  });
});

it("proves the reverse", async () => {
  const recipe = {
    url: `${api}/items/a/b`,
    service,
    sent: <T extends object>(request: T) => ({ ...request, target: "/prod/items/a%2Fb" }),
  };
  expect(await causesOf(recipe)).toEqual(["encoded-slash-decoded"]);
});

it("knows what a server reads behind a proxy that decodes", () => {
  const read = <T extends object>(request: T) => ({ ...request, target: "/prod/items/a/b" });
  expect(alterations(encodedSlashDecoded, { url: `${api}/items/a%2Fb`, service }, read)).toEqual([
    'The path left here as "/prod/items/a%252Fb"; the server read "/prod/items/a/b".',
  ]);
});

it("leaves the slashes of an S3 key to their own class", async () => {
  const recipe = {
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a/b/c",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/a%2Fb%2Fc" }),
  };
  expect(await causesOf(recipe)).toEqual(["slash-encoded-in-key"]);
});

it("finds nothing where %2F arrives as it was signed", async () => {
  expect(await findingsOf({ url: `${api}/items/a%2Fb`, service })).toEqual([]);
});
