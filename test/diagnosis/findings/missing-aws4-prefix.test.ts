import { describe, expect, it } from "vitest";
import { missingAws4Prefix } from "../../../src/diagnosis/findings/missing-aws4-prefix.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

describe("missing-aws4-prefix", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(missingAws4Prefix.example())).causes).toEqual(["missing-aws4-prefix"]);
  });

  it.each(["", "aws4", "AWS4AWS4", "AWS"])('is proven for "%s" in place of AWS4', async (prefix) => {
    expect(await causesOf({ url, keyChain: { prefix } })).toEqual(["missing-aws4-prefix"]);
  });

  it("names the word that was used, and no secret", async () => {
    const { changes } = await proofOf({ url, keyChain: { prefix: "aws4" } });
    expect(changes).toEqual([
      'derivation of the signing key: as specified -> with "aws4" before the secret in place of AWS4',
    ]);
  });

  it("leaves a blank before the secret to the class of such blanks: the bytes are the same", async () => {
    expect(await causesOf({ url, keyChain: { prefix: "AWS4 " } })).toEqual(["secret-whitespace-newline"]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(missingAws4Prefix)).toEqual([]);
  });
});
