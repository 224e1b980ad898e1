// A summary of many examinations: verdicts, causes and findings counted, told in a few lines.
import type { Examination } from "../diagnosis/examination.ts";
import type { Severity } from "../diagnosis/rule.ts";
import type { Verdict } from "../sigv4/verify.ts";
import type { Paint } from "./paint.ts";

/** Counts over examinations. Memory grows with the number of rules seen, never with the number of requests. */
export interface Summary {
  readonly requests: number;
  readonly verdicts: ReadonlyMap<Verdict, number>;
  /** Requests for each cause. */
  readonly causes: ReadonlyMap<string, number>;
  /** Findings for each severity. */
  readonly severities: ReadonlyMap<Severity, number>;
}

/** A summary of no requests. */
export const emptySummary: Summary = {
  requests: 0,
  verdicts: new Map(),
  causes: new Map(),
  severities: new Map(),
};

/** The summary with one more examination in it. */
export function withExamination(summary: Summary, examination: Examination): Summary {
  return {
    requests: summary.requests + 1,
    verdicts: counted(summary.verdicts, [examination.verdict]),
    causes: counted(summary.causes, examination.causes),
    severities: counted(
      summary.severities,
      examination.findings.map(({ severity }) => severity),
    ),
  };
}

/** Two or more lines: how many requests, their verdicts, and the causes by frequency. */
export function summaryText(summary: Summary, paint: Paint): string {
  if (summary.requests === 0) return "no request was seen";
  const verdicts = order
    .filter((verdict) => summary.verdicts.has(verdict))
    .map((verdict) => `${summary.verdicts.get(verdict)} ${verdict}`);
  const requests = `${summary.requests} ${summary.requests === 1 ? "request" : "requests"}`;
  const causes = [...summary.causes].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const lines = causes.map(([id, count]) => `  ${String(count).padStart(5)} × ${paint.bold(id)}`);
  const verdictLine = `${paint.bold(requests)}: ${verdicts.join(", ")}`;
  return causes.length === 0
    ? `${verdictLine}; no cause of failure found`
    : [verdictLine, ...lines].join("\n");
}

const order: readonly Verdict[] = ["valid", "mismatch", "malformed", "unverifiable", "unsigned"];

function counted<Name>(counts: ReadonlyMap<Name, number>, names: readonly Name[]): ReadonlyMap<Name, number> {
  if (names.length === 0) return counts;
  const more = new Map(counts);
  for (const name of names) more.set(name, (more.get(name) ?? 0) + 1);
  return more;
}
