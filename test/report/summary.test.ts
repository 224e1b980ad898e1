import { describe, expect, it } from "vitest";
import { signedExample } from "../../src/diagnosis/example.ts";
import { contentTypeChanged } from "../../src/diagnosis/findings/content-type-changed.ts";
import { plainPaint } from "../../src/report/paint.ts";
import { emptySummary, summaryText, withExamination } from "../../src/report/summary.ts";
import { examined } from "../support/examined.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/report.json";

describe("a summary", () => {
  it("says when nothing was seen", () => {
    expect(summaryText(emptySummary, plainPaint)).toBe("no request was seen");
  });

  it("counts verdicts, causes and severities, most frequent cause first", async () => {
    const valid = await examined(signedExample({ url }));
    const wrong = await examined(contentTypeChanged.example());
    const summary = [valid, wrong, wrong, { ...wrong, causes: ["host-port"] }].reduce(
      withExamination,
      emptySummary,
    );
    expect(summary.severities.get("error")).toBe(3);
    expect(summaryText(summary, plainPaint)).toBe(
      "4 requests: 1 valid, 3 mismatch\n      2 × content-type-changed\n      1 × host-port",
    );
  });

  it("says that correct traffic has no cause", async () => {
    const summary = withExamination(emptySummary, await examined(signedExample({ url })));
    expect(summaryText(summary, plainPaint)).toBe("1 request: 1 valid; no cause of failure found");
    expect(emptySummary.requests).toBe(0);
  });
});
