import { describe, expect, it } from "vitest";
import { withHeader } from "../../src/diagnosis/example.ts";
import { checkFacts } from "../../src/diagnosis/prediction-check.ts";
import { takesNoSignature } from "../../src/diagnosis/prediction-query-unsigned.ts";
import { factsOf } from "../support/prediction-facts.ts";

const asked = (url: string, service: string, body = "", method = "POST"): boolean =>
  takesNoSignature(
    checkFacts(
      factsOf({ method, url, service, body, sent: (request) => withHeader(request, "Authorization", null) }),
      "query",
    ),
  );

describe("takesNoSignature", () => {
  it.each([
    ["https://sts.amazonaws.com/?Action=AssumeRoleWithSAML", "sts", "", true],
    ["https://sts.amazonaws.com/", "sts", "Version=1&Action=AssumeRoleWithWebIdentity", true],
    ["https://sts.amazonaws.com/", "sts", "Action=AssumeRole", false],
    ["https://portal.sso.us-east-1.amazonaws.com/federation/credentials", "awsssoportal", "", true],
    ["https://kms.us-east-1.amazonaws.com/", "kms", "", false],
  ])("knows %s (%s, %s)", (url, service, body, expected) => {
    expect(asked(url, service, body)).toBe(expected);
  });

  it("lets preflights pass", () => {
    expect(asked("https://kms.us-east-1.amazonaws.com/", "kms", "", "OPTIONS")).toBe(true);
  });
});
