import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { CheckFacts } from "../../src/diagnosis/prediction-check.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import {
  algorithm,
  headerComponents,
  hostSigned,
  keyValue,
  oneMechanism,
  queryParameters,
} from "../../src/diagnosis/prediction-query-header.ts";
import { factsOf } from "../support/prediction-facts.ts";

const facts = (more: Partial<ExampleRecipe> = {}): CheckFacts =>
  checkFacts(
    factsOf({
      url: "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity",
      service: "sts",
      ...more,
    }),
    "query",
  );

describe("Query services' checks of mechanism and header", () => {
  it("pass a correct request, header-signed and presigned", () => {
    for (const check of [oneMechanism, algorithm, keyValue, headerComponents, queryParameters, hostSigned]) {
      expect(check.refuse(facts()), check.name).toBeNull();
      expect(check.refuse(facts({ presignedSeconds: 60 })), check.name).toBeNull();
    }
  });

  it("take another scheme with an equal-sign for a header without components", () => {
    const basic = facts({ sent: (request) => withHeader(request, "Authorization", "Basic eDp5eg==") });
    expect(keyValue.refuse(basic)).toBeNull();
    expect(headerComponents.refuse(basic)?.message).toMatch(
      /^Authorization header requires 'Credential' parameter\..* Authorization=Basic$/,
    );
  });
});
