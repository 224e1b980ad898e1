import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { comparedPrediction } from "../../src/diagnosis/examined-prediction.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, signedExample } from "../../src/diagnosis/example.ts";
import type { CapturedResponse } from "../../src/http/captured-exchange.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a.txt";

function compared(recipe: Partial<ExampleRecipe>, response: CapturedResponse | null) {
  const { request, knowledge, nowEpochMs } = signedExample({ url, ...recipe });
  const subject = { id: "x", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  const { context, examination } = examined(subject, createExaminer(knowledge, []));
  return comparedPrediction(context, examination.derivation, []);
}

describe("comparedPrediction", () => {
  it("has nothing to compare without an answer", () => {
    const { prediction, agrees, difference } = compared({}, null);
    expect([prediction.status, agrees, difference]).toEqual([200, null, null]);
  });

  it("agrees with a success, and with the predicted refusal", () => {
    expect(compared({}, exampleResponse(200, [], ""))).toMatchObject({ agrees: true, difference: null });
    const refusal = exampleResponse(403, [], "<Error><Code>SignatureDoesNotMatch</Code></Error>");
    expect(compared({ secret: "another" }, refusal)).toMatchObject({ agrees: true, difference: null });
  });

  it("makes a finding of a difference", () => {
    const { agrees, difference } = compared({ secret: "another" }, exampleResponse(200, [], ""));
    expect([agrees, difference?.rule]).toEqual([false, "answer-differs-from-prediction"]);
  });

  it("walks the checks of time also for a request that was taken, when our clock is far from its date", () => {
    const { prediction, difference } = compared({ now: "20260102T033405Z" }, exampleResponse(200, [], ""));
    expect([prediction.code, difference?.rule]).toEqual([
      "RequestTimeTooSkewed",
      "answer-differs-from-prediction",
    ]);
  });
});
