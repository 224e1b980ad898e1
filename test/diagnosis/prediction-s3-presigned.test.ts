import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { CheckFacts } from "../../src/diagnosis/prediction-check.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import {
  presignedAlgorithm,
  presignedDate,
  presignedEarly,
  presignedExpired,
  presignedLife,
  presignedParameters,
  presignedScopeDate,
} from "../../src/diagnosis/prediction-s3-presigned.ts";
import { factsOf } from "../support/prediction-facts.ts";

const facts = (more: Partial<ExampleRecipe> = {}): CheckFacts =>
  checkFacts(
    factsOf({ url: "https://bucket.s3.us-east-1.amazonaws.com/key", presignedSeconds: 60, ...more }),
    "s3",
  );

describe("S3's checks of a presigned query", () => {
  it("pass a correct request", () => {
    for (const check of [
      presignedParameters,
      presignedAlgorithm,
      presignedDate,
      presignedScopeDate,
      presignedLife,
      presignedEarly,
      presignedExpired,
    ])
      expect(check.refuse(facts()), check.name).toBeNull();
  });

  it("count its life from its own date, to the second", () => {
    expect(presignedExpired.refuse(facts({ date: "20260102T030405Z", now: "20260102T030505Z" }))).toBeNull();
    expect(
      presignedExpired.refuse(facts({ date: "20260102T030405Z", now: "20260102T030506Z" }))?.message,
    ).toBe("Request has expired");
    expect(presignedEarly.refuse(facts({ date: "20260102T030405Z", now: "20260102T024905Z" }))).toBeNull();
    expect(presignedEarly.refuse(facts({ date: "20260102T030405Z", now: "20260102T024904Z" }))?.message).toBe(
      "Request is not yet valid",
    );
  });

  it("take a header only where there is no query", () => {
    expect(
      presignedParameters.refuse(
        facts({ sent: (request) => withHeader({ ...request, target: "/" }, "X", "y") }),
      )?.code,
    ).toBe("AuthorizationQueryParametersError");
  });
});
