// The last line of a check: how many tests passed, failed and were skipped. Every other step that does not hold counts as
// one failure, so that the line and the exit status never disagree.
// Usage: node tools/count-tests.mjs REPORT STATUS

import { existsSync, readFileSync } from "node:fs";

const [report = "", status = "1"] = process.argv.slice(2);
const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null;

const passed = counts?.numPassedTests ?? 0;
const inTests = (counts?.numFailedTests ?? 0) + (counts ? suitesThatDidNotRun() : 0);
const failed = inTests === 0 && (status !== "0" || !counts) ? 1 : inTests;
const skipped = (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);

process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** A file that cannot be loaded has no test to count, and failed all the same. */
function suitesThatDidNotRun() {
  return counts.testResults.filter(
    ({ status: state, assertionResults }) => state === "failed" && assertionResults.length === 0,
  ).length;
}
