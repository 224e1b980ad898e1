// Telemetry for tests: the facts of an exchange, a finding of it, and a sample of the process.
import type { ExchangeFacts } from "../../src/telemetry/exchange-facts.ts";
import { exchangeFacts } from "../../src/telemetry/exchange-facts.ts";
import { noSample } from "../../src/telemetry/process-sampler.ts";
import type { FindingFacts, ProcessSample } from "../../src/telemetry/telemetry-message.ts";
import { atEpochMs, correctRequest, exchangeOf } from "./evidence.ts";

/** Of a right ListTables that was answered after 12 ms and over after 20. */
export function someFacts(more: Partial<ExchangeFacts> = {}): ExchangeFacts {
  const { examination, exchange } = exchangeOf("e-1", correctRequest());
  return { ...exchangeFacts(examination, exchange, atEpochMs + 20), ...more };
}

export const someFinding: FindingFacts = {
  rule: "content-type-changed",
  certainty: "proven",
  severity: "error",
  stage: "headers",
  blame: "intermediary",
  title: "The Content-Type was changed",
  detail: "It was signed as text/plain.",
  fix: "Leave it alone.",
};

export const someSample: ProcessSample = {
  ...noSample,
  ...{ droppedCaptures: 3, evidenceLost: 4, telemetryDropped: 5, utilization: 0.5 },
  ...{ delayMeanSeconds: 0.001, delayP99Seconds: 0.002, delayMaxSeconds: 0.003 },
  ...{ residentBytes: 1000, cpuUserSeconds: 1.5, cpuSystemSeconds: 0.5 },
};
