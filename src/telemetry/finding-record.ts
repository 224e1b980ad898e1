// A finding as a log record of OpenTelemetry: one record for each, in a namespace of our own, for no convention knows signatures.
import type { LogRecord } from "@opentelemetry/api-logs";
import { SeverityNumber } from "@opentelemetry/api-logs";
import type { ExchangeFacts } from "./exchange-facts.ts";
import type { FindingFacts } from "./telemetry-message.ts";
import { sharedAttributes } from "./telemetry-span.ts";

const severities: Readonly<Record<FindingFacts["severity"], readonly [SeverityNumber, string]>> = {
  error: [SeverityNumber.ERROR, "ERROR"],
  warning: [SeverityNumber.WARN, "WARN"],
  note: [SeverityNumber.INFO, "INFO"],
};

/** Longest body, in characters. */
const mostBody = 4096;

/** The record of a request that fails and of which no finding says why; null for every other. */
export function unexplainedRecord(facts: ExchangeFacts): LogRecord | null {
  const { verdict, causes, endEpochMs } = facts;
  if (causes.length > 0 || (verdict !== "mismatch" && verdict !== "malformed")) return null;
  return {
    eventName: "countersign.unexplained",
    ...{ timestamp: endEpochMs, observedTimestamp: endEpochMs },
    ...{ severityNumber: SeverityNumber.ERROR, severityText: "ERROR" },
    body:
      verdict === "mismatch"
        ? "The signature does not match, and nothing that countersign knows reproduces it"
        : "The envelope cannot be read",
    attributes: sharedAttributes(facts),
  };
}

/** The record of a finding, at the time its exchange was over. */
export function findingRecord(finding: FindingFacts, facts: ExchangeFacts): LogRecord {
  const [severityNumber, severityText] = severities[finding.severity];
  return {
    eventName: "countersign.finding",
    timestamp: facts.endEpochMs,
    observedTimestamp: facts.endEpochMs,
    ...{ severityNumber, severityText },
    body: `${finding.title}: ${finding.detail}`.slice(0, mostBody),
    attributes: {
      ...sharedAttributes(facts),
      "countersign.rule": finding.rule,
      "countersign.certainty": finding.certainty,
      "countersign.stage": finding.stage,
      "countersign.blame": finding.blame,
      "countersign.fix": finding.fix,
      "countersign.cause": facts.causes.includes(finding.rule),
    },
  };
}
