import { describe, expect, it } from "vitest";
import { stages } from "../../src/diagnosis/rule.ts";

describe("the stages of a finding", () => {
  it("stand in the order in which a verifier meets them", () => {
    expect(stages).toEqual([
      "envelope",
      "scope",
      "time",
      "headers",
      "canonical request",
      "payload",
      "credentials",
    ]);
  });
});
