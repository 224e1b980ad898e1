import { describe, expect, it } from "vitest";
import { timeObservation } from "../../src/diagnosis/time-observation.ts";

const judgement = {
  fault: "clock-skew",
  signedAtEpochMs: Date.UTC(2026, 0, 2, 2, 44, 5),
  judgedAtEpochMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  skewSeconds: -1200,
  windowSeconds: 900,
  witness: null,
  alsoPossible: [],
} as const;

describe("timeObservation", () => {
  it("says both times, the difference and the window", () => {
    expect(timeObservation(judgement)).toEqual({
      detail:
        "The request is dated 2026-01-02T02:44:05Z, 20 minutes behind 2026-01-02T03:04:05Z; the service allows 15 minutes.",
      evidence: {
        signedAt: "2026-01-02T02:44:05Z",
        judgedAt: "2026-01-02T03:04:05Z",
        skewSeconds: -1200,
        windowSeconds: 900,
      },
    });
  });

  it("adds the witness and what else is possible", () => {
    const some = { ...judgement, witness: "the Date header is fresh", alsoPossible: ["clock-skew"] as const };
    const seen = timeObservation(some, ["timezone-local-as-utc"]);
    expect(seen.detail).toMatch(/In favour of this: the Date header is fresh\.$/);
    expect(seen.evidence.alsoPossible).toEqual(["clock-skew", "timezone-local-as-utc"]);
  });
});
