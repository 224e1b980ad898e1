// The telemetry's thread: redacts what was found as evidence does, counts, and sends. The SDK is loaded here and nowhere else.
import { randomBytes } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import type { PackedExchange } from "../evidence/exchange-pack.ts";
import { unpackExchange } from "../evidence/exchange-pack.ts";
import { keyedMark } from "../evidence/keyed-mark.ts";
import { storedRecord } from "../evidence/stored-record.ts";
import type { ExchangeFacts } from "../telemetry/exchange-facts.ts";
import { otlpExporters } from "../telemetry/otlp-exporters.ts";
import { noSample } from "../telemetry/process-sampler.ts";
import type { FindingFacts, ProcessSample } from "../telemetry/telemetry-message.ts";
import { openTelemetryPipeline } from "../telemetry/telemetry-pipeline.ts";
import { telemetryResource } from "../telemetry/telemetry-resource.ts";
import type { TelemetryOrder, TelemetryReply, TelemetryStart } from "./telemetry-thread.ts";

const start = workerData as TelemetryStart;
const reply = (message: TelemetryReply): void => parentPort?.postMessage(message);
const mark = keyedMark(randomBytes(32));
let sample: ProcessSample = noSample;

const pipeline = openTelemetryPipeline({
  resource: telemetryResource(start.version),
  otlp: start.otlp && {
    ...start.otlp,
    exporters: await otlpExporters(process.env.OTEL_EXPORTER_OTLP_PROTOCOL),
  },
  sample: () => sample,
  failed: (reason) => reply({ kind: "failing", reason }),
});

parentPort?.on("message", (order: TelemetryOrder) => {
  if (order.kind === "exchanges") taken(order.facts, order.packed);
  else if (order.kind === "sample") sample = order.sample;
  else if (order.kind === "scrape") void scrape(order.ask);
  else void close(order.deadlineMs);
});

function taken(facts: readonly string[], packed: readonly (PackedExchange | null)[]): void {
  for (const [at, text] of facts.entries())
    pipeline.tell({ facts: JSON.parse(text) as ExchangeFacts, findings: findingsOf(packed[at] ?? null) });
  reply({ kind: "taken", exchanges: facts.length });
}

/** The findings as evidence would keep them; none of an exchange that cannot be made safe. */
function findingsOf(packed: PackedExchange | null): readonly FindingFacts[] {
  if (packed === null) return [];
  try {
    const unpacked = unpackExchange(packed, { request: null, response: null });
    return storedRecord(unpacked, "none", mark).exchange.examination?.findings ?? [];
  } catch {
    return [];
  }
}

async function scrape(ask: number): Promise<void> {
  reply({ kind: "text", ask, text: await pipeline.prometheusText() });
}

async function close(deadlineMs: number): Promise<void> {
  reply({ kind: "closed", losses: await pipeline.close(deadlineMs) });
  parentPort?.close();
}
