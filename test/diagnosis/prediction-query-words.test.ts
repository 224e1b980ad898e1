import { describe, expect, it } from "vitest";
import { missingMessage, refusalWords } from "../../src/diagnosis/prediction-query-words.ts";

describe("the words of Query and JSON services", () => {
  it("have a code and a status for each kind in each dialect", () => {
    expect(refusalWords.query.incomplete).toEqual([400, "IncompleteSignature"]);
    expect(refusalWords.json["unknown-key"]).toEqual([400, "UnrecognizedClientException"]);
    expect(refusalWords["rest-json"].mismatch).toEqual([403, "InvalidSignatureException"]);
    expect(refusalWords.front.missing).toEqual([403, "MissingAuthenticationTokenException"]);
    expect(refusalWords.ec2.mismatch).toEqual([401, "AuthFailure"]);
    expect(refusalWords["rest-xml"]["expired-token"]).toEqual([403, "ExpiredToken"]);
  });

  it("name the missing token in two ways", () => {
    expect([missingMessage("query"), missingMessage("json")]).toEqual([
      "Request is missing Authentication Token",
      "Missing Authentication Token",
    ]);
  });
});
