import { expect, it } from "vitest";
import { signedExample } from "../../../src/diagnosis/example.ts";
import { pathRawUtf8Latin1 } from "../../../src/diagnosis/findings/path-raw-utf8-latin1.ts";
import { alterations } from "../../support/altered.ts";
import { causesOf, findingsOf, proofOf } from "../../support/causes-of.ts";
import { examined } from "../../support/examined.ts";

const bucket = "https://examplebucket.s3.us-east-1.amazonaws.com";

it("proves UTF-8 that was taken for Latin-1 before it was encoded", async () => {
  const recipe = {
    url: `${bucket}/%D1%82.txt`,
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/%C3%91%C2%82.txt" }),
  };
  expect(await proofOf(recipe)).toEqual({
    causes: ["path-raw-utf8-latin1"],
    changes: ["path: /%D1%82.txt -> /%C3%91%C2%82.txt"],
  });
});

it("proves Latin-1 that was signed where UTF-8 was sent, outside S3 too", async () => {
  const recipe = {
    url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/caf%C3%A9",
    service: "execute-api",
    signedInput: <T extends object>(input: T) => ({ ...input, canonicalUri: "/prod/caf%25E9" }),
  };
  expect(await causesOf(recipe)).toEqual(["path-raw-utf8-latin1"]);
});

it("sees raw bytes in the path as an error for S3, though the signature is right for the bytes", async () => {
  const { verdict, causes } = await examined(signedExample({ url: `${bucket}/\u00d1\u0082.txt` }));
  expect({ verdict, causes }).toEqual({ verdict: "valid", causes: ["path-raw-utf8-latin1"] });
});

it("knows what S3 makes of raw bytes", () => {
  const read = <T extends object>(request: T) => ({ ...request, target: "/%C3%91%C2%82.txt" });
  expect(alterations(pathRawUtf8Latin1, { url: `${bucket}/\u00d1\u0082.txt` }, read)).toEqual([
    'The path left here as "/%D1%82.txt"; the server read "/%C3%91%C2%82.txt".',
  ]);
});

it("finds nothing where UTF-8 is percent-encoded", async () => {
  expect(await findingsOf({ url: `${bucket}/%D1%82.txt` })).toEqual([]);
});
