// The one error class: the program or its surroundings failed. Findings and refused input are values, not errors.

/** Every code a CountersignError may carry; docs/errors.md lists them with what to do. */
export type ErrorCode =
  | "ERR_CA_EXPIRED"
  | "ERR_CA_MODE"
  | "ERR_CA_UNREADABLE"
  | "ERR_CHILD_NOT_FOUND"
  | "ERR_CHILD_NOT_RUNNABLE"
  | "ERR_CONFIG_INVALID"
  | "ERR_CREDENTIALS_UNREADABLE"
  | "ERR_EVIDENCE_IN_USE"
  | "ERR_EVIDENCE_KEY"
  | "ERR_EVIDENCE_NOT_KEPT"
  | "ERR_EVIDENCE_UNREADABLE"
  | "ERR_FILE_UNREADABLE"
  | "ERR_FILE_UNWRITABLE"
  | "ERR_FILTER_INVALID"
  | "ERR_ID_UNKNOWN"
  | "ERR_INPUT_EMPTY"
  | "ERR_INPUT_TOO_LARGE"
  | "ERR_INPUT_UNREADABLE"
  | "ERR_NODE_UNSAFE"
  | "ERR_OPTION_INVALID"
  | "ERR_PORT_IN_USE"
  | "ERR_PORT_REFUSED"
  | "ERR_RULE_UNKNOWN"
  | "ERR_TAP_REFUSED"
  | "ERR_TAP_UNREACHABLE"
  | "ERR_USAGE";

/** What made an error and what to do about it. */
export interface ErrorDetails {
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A failure of the program or its surroundings, with a stable code and a hint that says what to do next. */
export class CountersignError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "CountersignError";
    this.code = code;
    this.hint = details.hint ?? null;
  }
}
