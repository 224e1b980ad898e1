import { describe, expect, it } from "vitest";
import { OutcomeCard } from "../../src/page/outcome-card.tsx";
import { inspectedSample } from "../support/inspector-fixture.ts";
import { renderedText } from "../support/rendered.ts";

const exchange = inspectedSample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });

describe("the answer beside the prediction", () => {
  it("says whether they agree", () => {
    const examination = {
      ...exchange.examination,
      prediction: { status: 403, code: "SignatureDoesNotMatch", message: "No." },
      response: {
        status: 403,
        code: "AccessDenied",
        message: "Never.",
        requestId: "R1",
        serverDate: null,
        agrees: false,
      },
    };
    expect(renderedText(OutcomeCard, { exchange: { ...exchange, examination } })).toBe(
      "Expected and answered they differ Predicted 403 SignatureDoesNotMatch No. Answered 403 AccessDenied Never. Request id R1",
    );
  });

  it("says that there was none, and why", () => {
    const none = { ...exchange, examination: { ...exchange.examination, prediction: null } };
    expect(renderedText(OutcomeCard, { exchange: none })).toContain(
      "No refusal is expected. Answered No answer was seen.",
    );
    expect(renderedText(OutcomeCard, { exchange: { ...none, interrupted: "interrupted: x" } })).toContain(
      "interrupted: x",
    );
  });
});
