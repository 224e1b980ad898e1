// Examines an example as the product does, with a bound no test comes near.

import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { examineFully } from "../../src/diagnosis/examine-fully.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import type { FindingRule } from "../../src/diagnosis/rule.ts";

/** The whole examination of an example; `rules` default to the catalogue, and null for a clock takes the clock away. */
export function examined(
  example: Example,
  rules?: readonly FindingRule[],
  nowEpochMs: number | null = example.nowEpochMs,
): Promise<Examination> {
  const subject = {
    id: "test",
    input: null,
    index: 0,
    request: example.request,
    response: example.response,
    selfCheck: null,
    nowEpochMs,
    related: example.related ?? [],
  };
  const budget = { milliseconds: 10_000, suppositions: 500_000, now: () => performance.now() };
  return examineFully(subject, createExaminer(example.knowledge, rules), budget);
}
