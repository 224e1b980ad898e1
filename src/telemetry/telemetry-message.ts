// What goes between the traffic's thread and the telemetry's: plain values only.
import type { ExchangeFacts } from "./exchange-facts.ts";

/** A finding as a log record tells it: redacted as in evidence. */
export interface FindingFacts {
  readonly rule: string;
  readonly certainty: string;
  readonly severity: "error" | "warning" | "note";
  readonly stage: string;
  readonly blame: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
}

/** An exchange with what was found in it. */
export interface ToldExchange {
  readonly facts: ExchangeFacts;
  readonly findings: readonly FindingFacts[];
}

/** How the traffic's thread and process are. Seconds and bytes; counts since the start. */
export interface ProcessSample {
  readonly droppedCaptures: number;
  readonly evidenceLost: number;
  readonly telemetryDropped: number;
  /** Event loop delay over the last interval. */
  readonly delayMeanSeconds: number;
  readonly delayP99Seconds: number;
  readonly delayMaxSeconds: number;
  /** Share of the last interval in which the loop was busy, 0 to 1. */
  readonly utilization: number;
  readonly residentBytes: number;
  readonly cpuUserSeconds: number;
  readonly cpuSystemSeconds: number;
}

/** Records that did not reach the collector. */
export interface TelemetryLosses {
  readonly spans: number;
  readonly logs: number;
}
