// The telemetry of a session: a thread that sends to a collector and answers a scrape, and the port where health and metrics are told.
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { MetricsServer } from "../telemetry/metrics-server.ts";
import type { ProcessSampler } from "../telemetry/process-sampler.ts";
import type { OtlpTarget } from "./otlp-target.ts";
import { otlpTarget } from "./otlp-target.ts";
import type { SessionOptions } from "./session.ts";
import type { TelemetryThread } from "./telemetry-thread.ts";

/** Counts that only the session knows. */
export interface ServingCounts {
  readonly droppedCaptures: () => number;
  readonly evidenceLost: () => number;
}

/** Telemetry as the session uses it. */
export interface SessionTelemetry {
  /** Where health and metrics are told, for the proxy to refuse; empty where they are not. */
  readonly ownAddresses: () => readonly OwnAddress[];
  record(examination: Examination, exchange: CapturedExchange): void;
  /** From now on requests are taken. */
  serving(counts: ServingCounts): void;
  /** From now on no new ones are. */
  draining(): void;
  close(): Promise<void>;
}

const sampleEveryMs = 5000;

/** Opens the session's telemetry; null where nobody asked for it. */
export async function openSessionTelemetry(options: SessionOptions): Promise<SessionTelemetry | null> {
  const { settings, context, onNote } = options;
  const target = otlpTarget(settings, context.environment);
  if (target && "refused" in target) onNote(target.refused);
  const otlp = target && "url" in target ? target : null;
  if (otlp === null && settings.metricsPort === "off") return null;
  const { openTelemetryThread } = await import("./telemetry-thread.ts");
  const { openProcessSampler } = await import("../telemetry/process-sampler.ts");
  const thread = openTelemetryThread(
    { version: context.version, otlp: otlp && { url: otlp.url } },
    context.environment,
    toldOnce(otlp, onNote),
  );
  const parts: Parts = { thread, otlp, onNote, sampler: openProcessSampler(), counts: null, ready: false };
  const server = await openServer(options, parts);
  const timer = setInterval(() => sample(parts), sampleEveryMs).unref();
  return {
    ownAddresses: () => (server ? [{ host: server.host, port: server.port }] : []),
    record: thread.add,
    serving: (counts) => {
      parts.counts = counts;
      parts.ready = true;
      sample(parts);
    },
    draining: () => {
      parts.ready = false;
    },
    close: async () => {
      clearInterval(timer);
      sample(parts);
      parts.sampler.close();
      tellLosses(await thread.close(), parts);
      await server?.close();
    },
  };
}

interface Parts {
  readonly thread: TelemetryThread;
  readonly otlp: OtlpTarget | null;
  readonly onNote: (text: string) => void;
  readonly sampler: ProcessSampler;
  counts: ServingCounts | null;
  ready: boolean;
}

function sample({ thread, sampler, counts }: Parts): void {
  thread.sample(
    sampler.take({
      droppedCaptures: counts?.droppedCaptures() ?? 0,
      evidenceLost: counts?.evidenceLost() ?? 0,
      telemetryDropped: thread.dropped(),
    }),
  );
}

async function openServer({ settings, onNote }: SessionOptions, parts: Parts): Promise<MetricsServer | null> {
  const { metricsPort: port, allowRemote, host } = settings;
  if (port === "off") return null;
  const { openMetricsServer } = await import("../telemetry/metrics-server.ts");
  const source = {
    ready: () => parts.ready,
    prometheusText: () => {
      sample(parts);
      return parts.thread.prometheusText();
    },
  };
  try {
    const server = await openMetricsServer({ host: allowRemote ? host : "127.0.0.1", port }, source);
    onNote(`health and metrics: ${server.url}/healthz, /readyz and /metrics`);
    return server;
  } catch (error) {
    await parts.thread.close();
    throw error;
  }
}

/** A collector that comes and goes is told once. */
function toldOnce(otlp: OtlpTarget | null, onNote: (text: string) => void): (reason: string) => void {
  let told = false;
  return (reason) => {
    if (told || otlp === null) return;
    told = true;
    onNote(
      `the collector at ${otlp.shown} takes no telemetry (${reason}): traffic goes on, and what does not fit into the queue is lost`,
    );
  };
}

function tellLosses(
  losses: { readonly spans: number; readonly logs: number },
  { thread, otlp, onNote }: Parts,
): void {
  if (otlp === null) return;
  const dropped = thread.dropped();
  if (losses.spans + losses.logs > 0)
    onNote(`${losses.spans} spans and ${losses.logs} findings did not reach the collector at ${otlp.shown}`);
  if (dropped > 0) onNote(`telemetry was not told of ${dropped} requests: more passed than it could take`);
}
