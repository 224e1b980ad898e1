import { describe, expect, it } from "vitest";
import { failOnValues } from "../../src/cli/settings.ts";

describe("failOnValues", () => {
  it("go from the narrowest gate to none", () => {
    expect(failOnValues).toEqual(["proven", "error", "warning", "never"]);
  });
});
