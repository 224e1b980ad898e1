import { describe, expect, it } from "vitest";
import { hashEncodingWrong } from "../../../src/diagnosis/findings/hash-encoding-wrong.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

describe("hash-encoding-wrong", () => {
  it("is the only cause of its own example", async () => {
    expect((await examined(hashEncodingWrong.example())).causes).toEqual(["hash-encoding-wrong"]);
  });

  it.each([
    "upper-hex",
    "base64",
    "raw-bytes",
    "hashed-twice-hex",
    "hashed-twice-raw",
    "canonical-request",
  ] as const)("is proven for the form %s", async (hashForm) => {
    expect(await causesOf({ url, signedText: { hashForm } })).toEqual(["hash-encoding-wrong"]);
  });

  it("is found beside a fault of the request", async () => {
    const causes = await causesOf({
      url,
      signedText: { hashForm: "upper-hex" },
      signedInput: (input) => ({ ...input, method: "get" }),
    });
    expect([...causes].sort()).toEqual(["hash-encoding-wrong", "method-case"]);
  });

  it("names the form", async () => {
    const { changes } = await proofOf({ url, signedText: { hashForm: "base64" } });
    expect(changes).toEqual([
      "hash of the canonical request (string to sign): in lower-case hex -> in base64",
    ]);
  });

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(hashEncodingWrong)).toEqual([]);
  });
});
