import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import { predict, serverPrediction } from "../../src/diagnosis/predict.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { at, factsOf, predictionOf } from "../support/prediction-facts.ts";

const url = "https://bucket.s3.us-east-1.amazonaws.com/key";

describe("predict", () => {
  it("answers in the dialect of the host", () => {
    expect(predictionOf({ url }).dialect).toBe("s3");
    expect(predictionOf({ url: "https://iam.amazonaws.com/?Action=ListUsers", service: "iam" }).dialect).toBe(
      "query",
    );
  });

  it("has an answer for an envelope that no check of its table refuses", () => {
    const facts = factsOf({ url: "https://kms.us-east-1.amazonaws.com/", service: "kms" });
    expect(predict({ ...facts, verdict: "malformed" })).toMatchObject({
      status: 400,
      code: "IncompleteSignatureException",
      message: "The request signature does not conform to AWS standards.",
    });
    expect(predict({ ...factsOf({ url }), verdict: "malformed" })).toMatchObject({
      status: 400,
      code: "AuthorizationHeaderMalformed",
    });
  });

  it("never throws on odd requests", () => {
    const facts = factsOf({ url });
    for (const authorization of [
      "",
      " ",
      ",",
      "=",
      "AWS4-HMAC-SHA256",
      "AWS4-HMAC-SHA256 ,,,",
      "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;, Signature=",
      "\xff",
    ]) {
      for (const target of [
        "",
        "?",
        "//",
        "/%",
        "http://",
        "*",
        "/?X-Amz-Signature",
        "/?X-Amz-Date=99999999T999999Z&X-Amz-Expires=999999999999",
      ]) {
        const request = { ...facts.request, target, headers: [["Authorization", authorization] as const] };
        expect(predict({ ...facts, request }).status).toBeGreaterThanOrEqual(200);
      }
    }
  });
});

describe("serverPrediction", () => {
  const now = at("20260102T030405Z");
  const subject = {
    id: "x",
    input: null,
    index: 0,
    request: signedExample({ url }).request,
    response: null,
    selfCheck: null,
    nowEpochMs: now,
  };

  it("refuses a key id that the server does not hold", () => {
    const examination = examine(subject, createExaminer(noKnowledge));
    expect(serverPrediction(examination, noKnowledge, now)).toMatchObject({
      status: 403,
      code: "InvalidAccessKeyId",
    });
  });

  it("lets a valid request pass, and goes by its own clock", () => {
    const examination = examine(subject, createExaminer(exampleKnowledge()));
    expect(serverPrediction(examination, exampleKnowledge(), now).status).toBe(200);
    expect(serverPrediction(examination, exampleKnowledge(), now + 901_000).code).toBe(
      "RequestTimeTooSkewed",
    );
  });
});
