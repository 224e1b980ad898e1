// Checks as people read them: faults first in each line, the mending command below its fault.
import type { Paint } from "../report/paint.ts";
import { visibleText } from "../report/visible-text.ts";
import type { Check, CheckStatus } from "./check.ts";
import { checkCounts } from "./examine-surroundings.ts";

const marks: Readonly<Record<CheckStatus, string>> = {
  ok: "✓",
  note: "·",
  skipped: "-",
  warning: "!",
  error: "✗",
};

/** The lines of every check and a last one that counts. */
export function doctorText(checks: readonly Check[], paint: Paint): string {
  const painted = {
    ok: paint.green,
    note: paint.dim,
    skipped: paint.dim,
    warning: paint.yellow,
    error: paint.red,
  };
  const lines = checks.flatMap(({ id, status, subject, detail, fix }) => [
    `${painted[status](`${marks[status]} ${id.padEnd(22)}`)} ${visibleText(subject)}: ${visibleText(detail)}`,
    ...(fix === null ? [] : [`${" ".repeat(25)}${paint.bold("mend")}  ${visibleText(fix)}`]),
  ]);
  const { error, warning, note, skipped, ok } = checkCounts(checks);
  const counted = `${error} errors, ${warning} warnings, ${note} notes, ${ok} in order, ${skipped} not looked at`;
  return [...lines, "", counted].join("\n");
}

/** One check as a line of JSON. */
export function checkJson(check: Check): string {
  const { id, status, subject, detail, fix } = check;
  return JSON.stringify({ schema: "countersign.check/1", id, status, subject, detail, fix });
}
