import { describe, expect, it } from "vitest";
import type { ExaminationJson } from "../../src/report/examination-json.ts";
import { markdownReport } from "../../src/report/markdown-report.ts";
import { gatheredReport } from "../../src/report/report-groups.ts";
import {
  canaryCookie,
  canaryToken,
  hostileSample,
  ruleSample,
  validSample,
} from "../support/examination-samples.ts";

async function report(examinations: readonly ExaminationJson[]): Promise<string> {
  return markdownReport(await gatheredReport(examinations), "1.2.3");
}

describe("the Markdown report", () => {
  it("tells what, the proof as a diff, what to do and what not", async () => {
    const text = await report([await ruleSample("header-value-whitespace"), await validSample("v")]);
    expect(text).toMatch(
      /^# 1 of 2 requests fails\n\nVerdicts: 1 valid, 1 mismatch\.\n\n## A header value was signed/,
    );
    expect(text).toContain("- `header x-amz-meta-title`: sent `annual report`, signed `annual   report`");
    expect(text).toContain("```diff\n");
    expect(text).toContain("\n- x-amz-meta-title:annual report\n+ x-amz-meta-title:annual ␠␠report\n");
    expect(text).toContain("**What to do.** Before signing");
    expect(text).toContain("**What not to do.** Do not remove all blanks");
  });

  it("keeps hostile texts inside, and shows no secret", async () => {
    const text = await report([await hostileSample()]);
    const outside = text.replace(/(`+)[^\n]*?[^`]\1(?!`)/g, "").replace(/```diff[\s\S]*?\n```\n/g, "");
    expect(outside).not.toContain("<script");
    expect(outside).not.toMatch(/\]\(javascript/);
    expect(text).not.toContain(canaryToken);
    expect(text).not.toContain(canaryCookie);
  });
});
