import { describe, expect, it } from "vitest";
import { mismatchElements, mismatchMessage, unredacted } from "../../src/diagnosis/prediction-mismatch.ts";
import { factsOf, predictionOf } from "../support/prediction-facts.ts";

const recipe = {
  url: "https://bucket.s3.us-east-1.amazonaws.com/k",
  secret: "wrong",
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  sessionToken: "IQoJtoken",
};

describe("a mismatch", () => {
  it("is the sentence alone where nothing was derived", () => {
    expect(mismatchMessage(null)).toBe(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    );
    expect(mismatchElements("AKIA", "00", null)).toEqual([
      ["AWSAccessKeyId", "AKIA"],
      ["SignatureProvided", "00"],
    ]);
  });

  it("hides tokens in a prediction and puts them back for the client that sent them", () => {
    const facts = factsOf(recipe, { verdict: "mismatch" });
    const prediction = predictionOf(recipe, { verdict: "mismatch" });
    expect(JSON.stringify(prediction)).not.toContain("IQoJtoken");
    const whole = new Map(unredacted(prediction, facts.derivation).elements);
    expect(whole.get("CanonicalRequest")).toBe(facts.derivation?.canonicalRequest);
    expect(whole.get("CanonicalRequestBytes")).toBe(
      [...(facts.derivation?.canonicalRequest ?? "")]
        .map((character) => character.charCodeAt(0).toString(16).padStart(2, "0"))
        .join(" "),
    );
  });

  it("leaves other predictions as they are", () => {
    const prediction = predictionOf({ url: recipe.url });
    expect(unredacted(prediction, null)).toBe(prediction);
  });
});
