import { expect, it } from "vitest";
import { moreLost } from "../../src/evidence/lost-exchanges.ts";

it("begins a gap, and carries it on under the reason it began with", () => {
  const begun = moreLost(null, 2, "queue-full", 1000);
  expect(begun).toEqual({ exchanges: 2, fromEpochMs: 1000, untilEpochMs: 1000, reason: "queue-full" });
  expect(moreLost(begun, 3, "disk-full", 1500)).toEqual({
    exchanges: 5,
    fromEpochMs: 1000,
    untilEpochMs: 1500,
    reason: "queue-full",
  });
});
