import { describe, expect, it } from "vitest";
import { examinationJson } from "../../src/report/examination-json.ts";
import { examinationLine } from "../../src/report/examination-text.ts";
import { plainPaint } from "../../src/report/paint.ts";
import { storedExamination } from "../../src/report/stored-examination.ts";
import { mismatchExchange } from "../support/evidence.ts";

describe("a stored examination", () => {
  it("is told as it was", () => {
    const { examination } = mismatchExchange("a-1");
    const again = storedExamination(examinationJson(examination, { signature: "short" }));
    expect(examinationLine(again, plainPaint)).toBe(examinationLine(examination, plainPaint));
    expect([again.verdict, again.reading.kind]).toEqual(["mismatch", "read"]);
  });
});
