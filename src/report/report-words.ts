// The sentences that open a report, whatever its form.
import type { Verdict } from "../sigv4/verify.ts";
import type { GatheredReport } from "./report-groups.ts";

/** The answer in one line: `3 of 12 requests fail`. */
export function headlineWords({ requests, standings }: GatheredReport): string {
  const failed = standings.get("failed") ?? 0;
  if (requests === 0) return "No request was seen";
  if (failed === 0)
    return requests === 1 ? "The request is in order" : `All ${requests} requests are in order`;
  if (requests === 1) return "The request fails";
  return failed === requests
    ? `All ${requests} requests fail`
    : `${failed} of ${requests} requests ${failed === 1 ? "fails" : "fail"}`;
}

const verdicts: readonly Verdict[] = ["valid", "mismatch", "malformed", "unverifiable", "unsigned"];

/** How often each verdict came, those that never came left out. */
export function tallyWords(report: GatheredReport): (readonly [count: number, word: string])[] {
  return verdicts.flatMap((verdict) => {
    const count = report.verdicts.get(verdict);
    return count === undefined ? [] : [[count, verdict] as const];
  });
}
