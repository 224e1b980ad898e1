// The SDK of OpenTelemetry put together: spans, log records and metrics over OTLP/HTTP, and the same metrics as Prometheus text. It is
// loaded in the telemetry's thread alone, and registers nothing globally.
import type { Context } from "@opentelemetry/api";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { getNumberFromEnv, parseTraceParent } from "@opentelemetry/core";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { BoundedExport } from "./bounded-export.ts";
import { boundedExport, mostPending } from "./bounded-export.ts";
import type { ExchangeFacts } from "./exchange-facts.ts";
import { findingRecord, unexplainedRecord } from "./finding-record.ts";
import type { Instruments } from "./instruments.ts";
import { openInstruments } from "./instruments.ts";
import type { Exporters } from "./otlp-exporters.ts";
import type { ProcessSample, TelemetryLosses, ToldExchange } from "./telemetry-message.ts";
import { spanWords } from "./telemetry-span.ts";

/** How the pipeline is opened. */
export interface PipelineOptions {
  readonly resource: Resource;
  /** Where OTLP goes; null sends nothing. An `url` of null leaves the addresses to the variables of the SDK. */
  readonly otlp: { readonly url: string | null; readonly exporters: Exporters } | null;
  readonly sample: () => ProcessSample;
  /** Told when sending begins to fail, in words without addresses or secrets. */
  readonly failed: (reason: string) => void;
}

/** The open pipeline. */
export interface TelemetryPipeline {
  /** Takes an exchange; never throws, never waits. */
  tell(told: ToldExchange): void;
  /** The metrics as Prometheus reads them. */
  prometheusText(): Promise<string>;
  losses(): TelemetryLosses;
  /** Sends what waits, for so long at most. What is still there then is lost, and counted. */
  close(deadlineMs: number): Promise<TelemetryLosses>;
}

const scope = "countersign";
/** Longest time that spans and log records are gathered, in milliseconds. */
const gatherMs = 1000;
/** The SDK's own default; OTEL_METRIC_EXPORT_INTERVAL changes it. In milliseconds. */
const metricsEveryMs = 60_000;

/** Opens the pipeline. */
export function openTelemetryPipeline(options: PipelineOptions): TelemetryPipeline {
  const { resource } = options;
  const sending = options.otlp && openSending(options.otlp, options);
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const meters = new MeterProvider({
    resource,
    readers: sending ? [prometheus, sending.metrics] : [prometheus],
  });
  const losses = (): TelemetryLosses => ({
    spans: sending?.spans.lost() ?? 0,
    logs: sending?.logs.lost() ?? 0,
  });
  const instruments = openInstruments(meters.getMeter(scope), { sample: options.sample, losses });
  const serializer = new PrometheusSerializer();
  return {
    tell: (told) => {
      count(instruments, told);
      if (sending) send(sending, told);
    },
    prometheusText: async () => serializer.serialize((await prometheus.collect()).resourceMetrics),
    losses,
    close: async (deadlineMs) => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs).unref());
      const all = [meters.shutdown(), sending?.tracers.shutdown(), sending?.loggers.shutdown()];
      await Promise.race([Promise.allSettled(all), late]);
      const { spans, logs } = losses();
      return { spans: spans + (sending?.spans.pending() ?? 0), logs: logs + (sending?.logs.pending() ?? 0) };
    },
  };
}

interface Sending {
  readonly spans: BoundedExport<ReadableSpan>;
  readonly logs: BoundedExport<ReadableLogRecord>;
  readonly tracers: TracerProvider;
  readonly loggers: LoggerProvider;
  readonly metrics: PeriodicExportingMetricReader;
}

function openSending(
  { url: base, exporters }: NonNullable<PipelineOptions["otlp"]>,
  { resource, failed }: PipelineOptions,
): Sending {
  const to = (path: string): { url?: string } =>
    base === null ? {} : { url: `${base.replace(/\/+$/, "")}/v1/${path}` };
  const told = (error: Error | undefined): void => failed(failureWords(error));
  const spans = boundedExport<ReadableSpan>(exporters.spans(to("traces")), told);
  const logs = boundedExport<ReadableLogRecord>(exporters.logs(to("logs")), told);
  const batch = { maxQueueSize: mostPending, scheduledDelayMillis: gatherMs };
  const spanProcessor = new BatchSpanProcessor({ exporter: spans.exporter, ...batch });
  const logProcessor = new BatchLogRecordProcessor({ exporter: logs.exporter, ...batch });
  const every = getNumberFromEnv("OTEL_METRIC_EXPORT_INTERVAL") ?? metricsEveryMs;
  return {
    ...{ spans, logs },
    tracers: new TracerProvider({
      resource,
      sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      spanProcessors: [spanProcessor],
    }),
    loggers: new LoggerProvider({ resource, processors: [logProcessor] }),
    metrics: new PeriodicExportingMetricReader({
      exporter: exporters.metrics(to("metrics")),
      exportIntervalMillis: every > 0 ? every : metricsEveryMs,
    }),
  };
}

function count(instruments: Instruments, { facts, findings }: ToldExchange): void {
  instruments.exchange(facts);
  for (const finding of findings) instruments.finding(finding);
}

function send(sending: Sending, { facts, findings }: ToldExchange): void {
  const context = facts.nested ? ROOT_CONTEXT : spanOf(sending, facts);
  const logger = sending.loggers.getLogger(scope);
  const records = findings.map((finding) => findingRecord(finding, facts));
  const unexplained = unexplainedRecord(facts);
  for (const record of unexplained ? [...records, unexplained] : records)
    if (sending.logs.admits()) logger.emit({ ...record, context });
}

/** The span of an exchange that is over; its context, so that its findings belong to it. */
function spanOf({ tracers, spans }: Sending, facts: ExchangeFacts): Context {
  const parent = parentOf(facts);
  const sampled = trace.getSpanContext(parent);
  // A client that does not sample its trace wants no span of ours in it.
  if (sampled && (sampled.traceFlags & 1) === 0) return parent;
  if (!spans.admits()) return parent;
  const { name, attributes, failed } = spanWords(facts);
  const options = { kind: SpanKind.CLIENT, startTime: facts.startEpochMs, attributes };
  const span = tracers.getTracer(scope).startSpan(name, options, parent);
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(Math.max(facts.endEpochMs, facts.startEpochMs));
  return trace.setSpan(ROOT_CONTEXT, span);
}

function parentOf({ traceparent }: ExchangeFacts): Context {
  const parent = traceparent === null ? null : parseTraceParent(traceparent);
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

/** Why sending fails: a code or a status. The SDK's messages may hold what the collector answered. */
function failureWords(error: Error | undefined): string {
  const code: unknown = error && "code" in error ? error.code : undefined;
  if (typeof code === "number") return `it answers ${code}`;
  if (typeof code === "string" && /^[A-Z0-9_]{1,40}$/.test(code)) return code;
  return "it does not answer in time, or asks to wait";
}
