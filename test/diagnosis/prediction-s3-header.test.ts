import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { CheckFacts } from "../../src/diagnosis/prediction-check.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import {
  headerAlgorithm,
  headerComponents,
  headerDate,
  headerTime,
  skew,
} from "../../src/diagnosis/prediction-s3-header.ts";
import { factsOf } from "../support/prediction-facts.ts";

const facts = (more: Partial<ExampleRecipe> = {}): CheckFacts =>
  checkFacts(factsOf({ url: "https://bucket.s3.us-east-1.amazonaws.com/key", ...more }), "s3");

const header = (text: string): CheckFacts =>
  facts({ sent: (request) => withHeader(request, "Authorization", text) });

describe("S3's checks of a header", () => {
  it("pass a correct request", () => {
    for (const check of [headerDate, skew, headerAlgorithm, headerComponents])
      expect(check.refuse(facts()), check.name).toBeNull();
  });

  it("take an HTTP date from Date, but not from x-amz-date", () => {
    const date = "Fri, 02 Jan 2026 03:04:05 GMT";
    expect(
      headerTime(
        facts({ sent: (request) => withHeader(withHeader(request, "X-Amz-Date", null), "Date", date) }),
      ),
    ).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(headerTime(facts({ sent: (request) => withHeader(request, "X-Amz-Date", date) }))).toBeNull();
  });

  it("refuse on their own", () => {
    expect(headerAlgorithm.refuse(header("Basic eDp5"))?.message).toBe("Unsupported Authorization Type");
    expect(headerComponents.refuse(header("AWS4-HMAC-SHA256 x"))?.code).toBe("AuthorizationHeaderMalformed");
    expect(skew.refuse(facts({ now: "20260103T000000Z" }))?.code).toBe("RequestTimeTooSkewed");
  });
});
