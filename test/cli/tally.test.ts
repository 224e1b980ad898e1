import { describe, expect, it } from "vitest";
import type { FailOn } from "../../src/cli/settings.ts";
import { failOnValues } from "../../src/cli/settings.ts";
import { openTally } from "../../src/cli/tally.ts";
import type { Examination, Finding } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";

const { request, nowEpochMs } = signedExample({
  url: "https://sts.us-east-1.amazonaws.com/",
  service: "sts",
});
const valid = examine(
  { id: "1", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs },
  createExaminer(exampleKnowledge(), []),
);

function found(severity: Finding["severity"], certainty: Finding["certainty"]): Examination {
  const finding: Finding = {
    rule: "a-rule",
    certainty,
    severity,
    stage: "headers",
    blame: "client",
    title: "t",
    detail: "d",
    fix: "f",
    wrongFix: null,
    evidence: {},
    isCause: true,
  };
  return { ...valid, findings: [finding] };
}

function failing(...examinations: readonly Examination[]): readonly FailOn[] {
  const tally = openTally();
  for (const examination of examinations) tally.add(examination);
  return failOnValues.filter((level) => tally.fails(level));
}

describe("openTally", () => {
  it("holds every gate for correct traffic and notes", () => {
    expect(failing(valid, found("note", "observed"))).toEqual([]);
  });

  it("fails the gates at or below what was found", () => {
    expect(failing(found("warning", "observed"))).toEqual(["warning"]);
    expect(failing(found("error", "observed"))).toEqual(["error", "warning"]);
    expect(failing(found("error", "proven"), valid)).toEqual(["proven", "error", "warning"]);
    expect(failing(found("note", "proven"))).toEqual([]);
  });

  it("takes a signature that does not match for an error, explained or not", () => {
    expect(failing({ ...valid, verdict: "mismatch" })).toEqual(["error", "warning"]);
    expect(failing({ ...valid, verdict: "malformed" })).toEqual(["error", "warning"]);
    expect(failing({ ...valid, verdict: "unverifiable" }, { ...valid, verdict: "unsigned" })).toEqual([]);
  });

  it("keeps the summary", () => {
    const tally = openTally();
    tally.add(valid);
    tally.add({ ...valid, verdict: "mismatch" });
    expect(tally.summary().requests).toBe(2);
    expect([...tally.summary().verdicts]).toEqual([
      ["valid", 1],
      ["mismatch", 1],
    ]);
  });
});
