// The metrics: what is counted and measured, under which names. Labels are few and bounded: verdicts, services, regions, status classes.
import type { Attributes, Counter, Histogram, Meter } from "@opentelemetry/api";
import type { ExchangeFacts } from "./exchange-facts.ts";
import type { FindingFacts, ProcessSample, TelemetryLosses } from "./telemetry-message.ts";

/** Where counts go. */
export interface Instruments {
  /** Counts a request that passed, and how long its answer took. */
  exchange(facts: ExchangeFacts): void;
  finding(finding: FindingFacts): void;
}

/** What is asked for when metrics are collected. */
export interface ObservedState {
  readonly sample: () => ProcessSample;
  readonly losses: () => TelemetryLosses;
}

/** Seconds, as the HTTP convention has them. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const searchBuckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 5];

/** Declares every instrument on a meter. */
export function openInstruments(meter: Meter, state: ObservedState): Instruments {
  const requests = meter.createCounter("countersign.requests", {
    description: "Requests that passed, by verdict, service, region and class of the answer's status",
    unit: "{request}",
  });
  const findings = meter.createCounter("countersign.findings", {
    description: "Findings, by rule, certainty and severity",
    unit: "{finding}",
  });
  const duration = histogram(meter, "countersign.request.duration", {
    description: "From a request's head until its answer's head",
    buckets: durationBuckets,
  });
  const search = histogram(meter, "countersign.search.duration", {
    description: "Time that the search for a proof took",
    buckets: searchBuckets,
  });
  observeLosses(meter, state);
  observeProcess(meter, state.sample);
  return {
    exchange: (facts) => addExchange({ requests, duration, search }, facts),
    finding: ({ rule, certainty, severity }) =>
      findings.add(1, {
        "countersign.rule": rule,
        "countersign.certainty": certainty,
        "countersign.severity": severity,
      }),
  };
}

function histogram(
  meter: Meter,
  name: string,
  { description, buckets }: { readonly description: string; readonly buckets: number[] },
): Histogram {
  return meter.createHistogram(name, {
    description,
    unit: "s",
    advice: { explicitBucketBoundaries: buckets },
  });
}

interface ExchangeInstruments {
  readonly requests: Counter;
  readonly duration: Histogram;
  readonly search: Histogram;
}

function addExchange({ requests, duration, search }: ExchangeInstruments, facts: ExchangeFacts): void {
  const { searchMs, startEpochMs, answerEpochMs } = facts;
  if (searchMs !== null) search.record(searchMs / 1000, { "countersign.verdict": facts.verdict });
  // A request inside another message passed with that message.
  if (facts.nested) return;
  const place: Attributes = {
    "countersign.verdict": facts.verdict,
    "rpc.service": facts.service ?? "unknown",
  };
  requests.add(1, {
    ...place,
    "cloud.region": facts.region ?? "unknown",
    "countersign.response.status_class": statusClass(facts),
  });
  if (answerEpochMs !== null) duration.record(Math.max(0, answerEpochMs - startEpochMs) / 1000, place);
}

/** `2xx` to `5xx`, or `none` where no answer came. */
export function statusClass({ status }: Pick<ExchangeFacts, "status">): string {
  return status === null || status < 100 || status > 599 ? "none" : `${Math.floor(status / 100)}xx`;
}

function observeLosses(meter: Meter, { sample, losses }: ObservedState): void {
  const counted = (name: string, description: string, value: () => number): void =>
    meter
      .createObservableCounter(name, { description, unit: "{request}" })
      .addCallback((result) => result.observe(value()));
  counted(
    "countersign.captures.dropped",
    "Requests forwarded without being examined: the queue was full",
    () => sample().droppedCaptures,
  );
  counted(
    "countersign.evidence.lost",
    "Requests that are not in the evidence; a gap says when",
    () => sample().evidenceLost,
  );
  meter
    .createObservableCounter("countersign.telemetry.lost", {
      description: "Spans, log records and whole exchanges that telemetry lost, by signal",
      unit: "{record}",
    })
    .addCallback((result) => {
      result.observe(losses().spans, { "countersign.signal": "span" });
      result.observe(losses().logs, { "countersign.signal": "log" });
      result.observe(sample().telemetryDropped, { "countersign.signal": "exchange" });
    });
}

/** Names of the Node.js runtime and process conventions. */
function observeProcess(meter: Meter, sample: () => ProcessSample): void {
  const gauge = (name: string, unit: string, value: (now: ProcessSample) => number): void =>
    meter.createObservableGauge(name, { unit }).addCallback((result) => result.observe(value(sample())));
  gauge("nodejs.eventloop.delay.mean", "s", (now) => now.delayMeanSeconds);
  gauge("nodejs.eventloop.delay.p99", "s", (now) => now.delayP99Seconds);
  gauge("nodejs.eventloop.delay.max", "s", (now) => now.delayMaxSeconds);
  gauge("nodejs.eventloop.utilization", "1", (now) => now.utilization);
  gauge("process.memory.usage", "By", (now) => now.residentBytes);
  meter.createObservableCounter("process.cpu.time", { unit: "s" }).addCallback((result) => {
    result.observe(sample().cpuUserSeconds, { "cpu.mode": "user" });
    result.observe(sample().cpuSystemSeconds, { "cpu.mode": "system" });
  });
}
