import { describe, expect, it } from "vitest";
import type { EventFact, EventPlan } from "../../src/sigv4/event-chain.ts";
import { EventChain } from "../../src/sigv4/event-chain.ts";

/** A right signature says what it was made of: day of the scope, the signature before and the payload's hash. */
const spelling = (stringToSign: string): string => {
  const lines = stringToSign.split("\n");
  return [lines[1]?.slice(6, 8), lines[3]?.slice(-2), lines[5]].join(".");
};
const plan: EventPlan = {
  algorithm: "AWS4-HMAC-SHA256",
  seedSignature: "seed",
  scope: { date: "20260102", region: "us-east-1", service: "transcribe", terminator: "aws4_request" },
  timestamp: "20260102T235959Z",
  judgeForDate: () => ({
    fits: (stringToSign, provided) => spelling(stringToSign) === provided,
    calculated: spelling,
    costly: true,
  }),
};
const fact = (index: number, payloadSha256Hex: string, provided: string | null): EventFact => ({
  index,
  offset: index * 1000,
  payloadBytes: 900,
  atEpochMs: Date.parse("2026-01-03T00:00:01Z"),
  provided,
  headersSha256Hex: "hh",
  payloadSha256Hex,
});

describe("EventChain", () => {
  it("verifies each event under its own time, chained to the signature before it", () => {
    const chain = new EventChain(plan);
    chain.take(fact(0, "aa", "03.ed.aa"));
    chain.take(fact(1, "bb", "03.aa.bb"));
    expect(chain.report()).toEqual({ verifiedEvents: 2, badEvents: 0, firstBad: null });
  });

  it("names the first event that does not come out, and the later one it is chained to", () => {
    const chain = new EventChain(plan);
    chain.take(fact(0, "bb", "03.aa.bb"));
    chain.take(fact(1, "aa", "03.ed.aa"));
    expect(chain.report()).toMatchObject({
      verifiedEvents: 0,
      badEvents: 2,
      firstBad: {
        kind: "event",
        index: 0,
        offset: 0,
        bytes: 900,
        calculated: "03.ed.bb",
        reproducedBy: [{ part: "previous", words: "the signature of event 1" }],
      },
    });
  });

  it("leaves out events without a signature, and says nothing without a key", () => {
    const chain = new EventChain(plan);
    chain.take(fact(0, "aa", null));
    chain.take(fact(1, "bb", "03.ed.bb"));
    expect(chain.report().verifiedEvents).toBe(1);
    const unkeyed = new EventChain({ ...plan, judgeForDate: () => null });
    unkeyed.take(fact(0, "aa", "wrong"));
    expect(unkeyed.report()).toEqual({ verifiedEvents: 0, badEvents: 0, firstBad: null });
  });
});
