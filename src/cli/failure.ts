// How a failure reaches people: code, sentence and hint on standard error, never a stack trace.
import type { ErrorCode } from "../http/countersign-error.ts";
import { CountersignError } from "../http/countersign-error.ts";

/** A failure as the command line reports it. */
export interface Failure {
  /** A CountersignError's code; `ERR_BUG` for anything unforeseen. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly exitStatus: number;
}

/** Exit statuses that are not 2: CONTRACT's 3 for what is taken, and the shell's own for a command that does not start. */
const exitStatuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  ERR_PORT_IN_USE: 3,
  ERR_EVIDENCE_IN_USE: 3,
  ERR_CHILD_NOT_RUNNABLE: 126,
  ERR_CHILD_NOT_FOUND: 127,
};

/** What an error means for people and for the exit status. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof CountersignError)) return bug(error);
  const { code, message, hint } = error;
  return { code, message, hint, exitStatus: exitStatuses[code] ?? 2 };
}

/** A failure as text, or as one JSON line where a machine reads. */
export function failureText(failure: Failure, json: boolean): string {
  const { code, message, hint } = failure;
  if (json) return JSON.stringify({ event: "error", code, message, hint });
  return `countersign: ${message} (${code})${hint === null ? "" : `\n  ${hint}`}`;
}

function bug(error: unknown): Failure {
  const message = error instanceof Error ? `${error.name}: ${firstLine(error.message)}` : "an unknown error";
  return {
    code: "ERR_BUG",
    message,
    hint: "this is a bug in countersign; please report it with the command you ran",
    exitStatus: 2,
  };
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 300);
}
