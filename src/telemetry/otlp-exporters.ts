// The exporters of OTLP/HTTP in its two encodings: protobuf, which is the default of the specification, and JSON.
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { PushMetricExporter } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { RecordExporter } from "./bounded-export.ts";

/** Where one signal goes; without an address the variables of the SDK tell. */
export interface ExporterPlace {
  readonly url?: string;
}

/** Makes the exporters. Headers, certificates, timeouts and compression come from the variables that the SDK reads. */
export interface Exporters {
  readonly spans: (place: ExporterPlace) => RecordExporter<ReadableSpan>;
  readonly logs: (place: ExporterPlace) => RecordExporter<ReadableLogRecord>;
  readonly metrics: (place: ExporterPlace) => PushMetricExporter;
}

/** The exporters of a protocol as OTEL_EXPORTER_OTLP_PROTOCOL names it: `http/json`, and protobuf for every other. */
export async function otlpExporters(protocol: string | undefined): Promise<Exporters> {
  const [{ OTLPTraceExporter }, { OTLPLogExporter }, { OTLPMetricExporter }] = await Promise.all(
    protocol === "http/json"
      ? ([
          import("@opentelemetry/exporter-trace-otlp-http"),
          import("@opentelemetry/exporter-logs-otlp-http"),
          import("@opentelemetry/exporter-metrics-otlp-http"),
        ] as const)
      : ([
          import("@opentelemetry/exporter-trace-otlp-proto"),
          import("@opentelemetry/exporter-logs-otlp-proto"),
          import("@opentelemetry/exporter-metrics-otlp-proto"),
        ] as const),
  );
  return {
    spans: (place) => new OTLPTraceExporter(place),
    logs: (place) => new OTLPLogExporter(place),
    metrics: (place) => new OTLPMetricExporter(place),
  };
}
