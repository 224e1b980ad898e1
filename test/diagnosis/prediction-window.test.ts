import { describe, expect, it } from "vitest";
import { clockWindowMinutes, clockWindows } from "../../src/diagnosis/prediction-window.ts";
import { endpointOf } from "../../src/endpoints/endpoint.ts";

describe("clockWindowMinutes", () => {
  it.each([
    ["sts.amazonaws.com", null, 15],
    ["email.us-east-1.amazonaws.com", null, 15],
    ["lambda.us-east-1.amazonaws.com", null, 5],
    ["dynamodb.us-east-1.amazonaws.com", null, 5],
    ["runtime.sagemaker.us-east-1.amazonaws.com", null, 5],
    ["localhost", "sts", 15],
    ["localhost", null, 5],
  ])("is %s (scope %s): %i", (host, scope, minutes) => {
    expect(clockWindowMinutes(endpointOf(host), scope)).toBe(minutes);
  });

  it("has a source for every row and ends with the rest", () => {
    for (const row of clockWindows) expect(row.source).toMatch(/\w{3}/);
    expect(clockWindows.at(-1)?.signingName).toBe("*");
  });
});
