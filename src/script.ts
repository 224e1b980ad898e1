// The types of a script for --script, `countersign/script`: what it may export and what it is given.
import type { ExaminationJson } from "./report/examination-json.ts";

export type { ExaminationJson, FindingJson } from "./report/examination-json.ts";

/** The answer as an examination has it. */
export type ExaminationResponse = NonNullable<ExaminationJson["response"]>;

/**
 * What a script exports: one of them at least. Both are given frozen values in which secrets are redacted, and are called one after
 * the other; a promise is waited for. They run in a thread of their own: nothing they do delays traffic.
 */
export interface CountersignScript {
  /** Called for every request that was examined, in the order in which examinations end. */
  onExamination?(examination: ExaminationJson): void | Promise<void>;
  /** Called after it for those that were answered. */
  onResponse?(response: ExaminationResponse, examination: ExaminationJson): void | Promise<void>;
}
