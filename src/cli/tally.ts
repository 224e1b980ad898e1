// The tally of a run: the summary so far, and whether the gate of --fail-on holds.
import type { Examination } from "../diagnosis/examination.ts";
import type { Summary } from "../report/summary.ts";
import { emptySummary, withExamination } from "../report/summary.ts";
import type { FailOn } from "./settings.ts";

/** Counts examinations as they come. */
export interface Tally {
  add(examination: Examination): void;
  summary(): Summary;
  /** Whether something reached the level of the gate. */
  fails(failOn: FailOn): boolean;
}

/** A tally of nothing yet. */
export function openTally(): Tally {
  const reached = { proven: false, error: false, warning: false };
  let summary = emptySummary;
  return {
    add: (examination) => {
      summary = withExamination(summary, examination);
      reached.proven ||= isProven(examination);
      reached.error ||= isError(examination);
      reached.warning ||= isWarning(examination);
    },
    summary: () => summary,
    fails: (failOn) => failOn !== "never" && reached[failOn],
  };
}

function isProven(examination: Examination): boolean {
  return examination.findings.some(
    (finding) => finding.certainty === "proven" && finding.severity === "error",
  );
}

/** A signature that does not match fails the gate even where nothing explains it. */
function isError(examination: Examination): boolean {
  if (examination.verdict === "mismatch" || examination.verdict === "malformed") return true;
  return examination.findings.some(({ severity }) => severity === "error");
}

function isWarning(examination: Examination): boolean {
  return isError(examination) || examination.findings.some(({ severity }) => severity === "warning");
}
