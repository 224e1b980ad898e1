import { describe, expect, it } from "vitest";
import { exampleResponse, signedExample } from "../../../src/diagnosis/example.ts";
import { algorithmTokenMismatch } from "../../../src/diagnosis/findings/algorithm-token-mismatch.ts";
import { authorizationEdited } from "../../support/authorization.ts";
import { causesOf, proofOf } from "../../support/causes-of.ts";
import { accusedOf } from "../../support/correct-traffic.ts";
import { examined } from "../../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

describe("algorithm-token-mismatch", () => {
  it("is the only cause of its own example", async () => {
    const examination = await examined(algorithmTokenMismatch.example());
    expect(examination.verdict).toBe("mismatch");
    expect(examination.causes).toEqual(["algorithm-token-mismatch"]);
  });

  it("is proven for every other token in the string to sign", async () => {
    for (const algorithm of ["AWS4-HMAC-SHA256-TRAILER", "AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA1"])
      expect(await proofOf({ url, signedText: { algorithm } })).toEqual({
        causes: ["algorithm-token-mismatch"],
        changes: [`algorithm in the string to sign: AWS4-HMAC-SHA256 -> ${algorithm}`],
      });
  });

  it("is proven where the request names SigV4A and the signature is an HMAC", async () => {
    const sent = authorizationEdited((value) => value.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"));
    expect(await causesOf({ url, sent })).toEqual(["algorithm-token-mismatch"]);
  });

  it("is seen where the request names a chunk's algorithm, and in an answer alone", async () => {
    const sent = authorizationEdited((value) =>
      value.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256-PAYLOAD"),
    );
    expect(await causesOf({ url, sent })).toEqual(["algorithm-token-mismatch"]);
    const response = exampleResponse(
      400,
      [],
      "<Error><Code>InvalidArgument</Code><Message>Only AWS4-HMAC-SHA256 is supported</Message></Error>",
    );
    expect(await causesOf({ url, response })).toEqual(["algorithm-token-mismatch"]);
  });

  it.each(["AWS4-HMAC-SHA25", "AWS4-HMAC-SHA-256", "AWS4_HMAC_SHA256"])(
    "leaves the misspelled %s to its own rule",
    async (word) => {
      const sent = authorizationEdited((text) => text.replace("AWS4-HMAC-SHA256", word));
      const { findings } = await examined(signedExample({ url, sent }));
      const errors = findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule);
      expect(errors).toEqual(["auth-component-misspelled"]);
    },
  );

  it("finds nothing in correct traffic", async () => {
    expect(await accusedOf(algorithmTokenMismatch)).toEqual([]);
  });
});
