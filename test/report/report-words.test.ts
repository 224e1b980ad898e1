import { describe, expect, it } from "vitest";
import type { GatheredReport } from "../../src/report/report-groups.ts";
import { headlineWords, tallyWords } from "../../src/report/report-words.ts";

function report(requests: number, failed: number): GatheredReport {
  return {
    requests,
    verdicts: new Map([
      ["mismatch", failed],
      ["valid", requests - failed],
    ]),
    standings: new Map([["failed", failed]]),
    groups: [],
    requestsNotShown: 0,
    rows: [],
  };
}

describe("the words of a report", () => {
  it("answer in one line", () => {
    expect(headlineWords(report(0, 0))).toBe("No request was seen");
    expect(headlineWords(report(1, 0))).toBe("The request is in order");
    expect(headlineWords(report(1, 1))).toBe("The request fails");
    expect(headlineWords(report(9, 0))).toBe("All 9 requests are in order");
    expect(headlineWords(report(9, 1))).toBe("1 of 9 requests fails");
    expect(headlineWords(report(9, 3))).toBe("3 of 9 requests fail");
    expect(headlineWords(report(9, 9))).toBe("All 9 requests fail");
  });

  it("count verdicts in a fixed order", () => {
    expect(tallyWords(report(3, 1))).toEqual([
      [2, "valid"],
      [1, "mismatch"],
    ]);
  });
});
