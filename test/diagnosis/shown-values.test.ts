import { expect, it } from "vitest";
import { shownHeaderValue, shownQuery } from "../../src/diagnosis/shown-values.ts";

it("hides tokens and keys, and shows the rest", () => {
  expect(shownHeaderValue("x-amz-security-token", "IQoJ")).toBe("[redacted]");
  expect(shownHeaderValue("content-type", "text/plain")).toBe("text/plain");
  expect(shownQuery("a=1&X-Amz-Security-Token=IQoJ%2F%2B&b=2")).toBe(
    "a=1&X-Amz-Security-Token=[redacted]&b=2",
  );
});
