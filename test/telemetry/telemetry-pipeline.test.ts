import { afterEach, describe, expect, it, vi } from "vitest";
import { otlpExporters } from "../../src/telemetry/otlp-exporters.ts";
import type { TelemetryPipeline } from "../../src/telemetry/telemetry-pipeline.ts";
import { openTelemetryPipeline } from "../../src/telemetry/telemetry-pipeline.ts";
import { telemetryResource } from "../../src/telemetry/telemetry-resource.ts";
import type { OtlpReceiver } from "../support/otlp-receiver.ts";
import { openOtlpReceiver } from "../support/otlp-receiver.ts";
import { someFacts, someFinding, someSample } from "../support/telemetry.ts";

let receiver: OtlpReceiver | null = null;
afterEach(() => {
  vi.unstubAllEnvs();
  receiver?.close();
  receiver = null;
});

async function pipeline(url: string | null, told: string[] = []): Promise<TelemetryPipeline> {
  return openTelemetryPipeline({
    resource: telemetryResource("1.2.3"),
    otlp: url === null ? null : { url, exporters: await otlpExporters("http/json") },
    sample: () => someSample,
    failed: (reason) => told.push(reason),
  });
}

interface Traces {
  readonly resourceSpans: { readonly scopeSpans: { readonly spans: Record<string, unknown>[] }[] }[];
}

function spansIn(open: OtlpReceiver): Record<string, unknown>[] {
  const bodies = open.received.filter(({ path }) => path === "/v1/traces");
  return bodies.flatMap(({ body }) =>
    (JSON.parse(body.toString()) as Traces).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans),
    ),
  );
}

describe("the pipeline", () => {
  it("sends a span for each exchange, in the trace that the client named, with its times", async () => {
    receiver = await openOtlpReceiver();
    const open = await pipeline(receiver.url);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    open.tell({ facts: someFacts({ traceparent, status: 403 }), findings: [] });
    expect(await open.close(5000)).toEqual({ spans: 0, logs: 0 });
    expect(spansIn(receiver)).toMatchObject([
      {
        traceId: "0af7651916cd43dd8448eb211c80319c",
        parentSpanId: "b7ad6b7169203331",
        name: "dynamodb.ListTables",
        kind: 3,
        startTimeUnixNano: "1767323045000000000",
        endTimeUnixNano: "1767323045020000000",
        status: { code: 2 },
      },
    ]);
  });

  it("sends no span into a trace that its client does not sample, nor for a request inside another", async () => {
    receiver = await openOtlpReceiver();
    const open = await pipeline(receiver.url);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    open.tell({ facts: someFacts({ traceparent }), findings: [someFinding] });
    open.tell({ facts: someFacts({ nested: true }), findings: [someFinding] });
    await open.close(5000);
    expect(spansIn(receiver)).toEqual([]);
    expect(receiver.text("/v1/logs").match(/content-type-changed/g)).toHaveLength(2);
    expect(receiver.text("/v1/logs")).toContain("0af7651916cd43dd8448eb211c80319c");
  });

  it("sends metrics at its end, and gives the same to Prometheus", async () => {
    receiver = await openOtlpReceiver();
    const open = await pipeline(receiver.url);
    open.tell({ facts: someFacts({ searchMs: 7 }), findings: [someFinding] });
    const text = await open.prometheusText();
    for (const line of [
      'countersign_requests_total{countersign_verdict="valid",rpc_service="dynamodb",cloud_region="us-east-1",countersign_response_status_class="2xx",otel_scope_name="countersign"} 1',
      'countersign_findings_total{countersign_rule="content-type-changed",countersign_certainty="proven",countersign_severity="error",otel_scope_name="countersign"} 1',
      'countersign_request_duration_sum{countersign_verdict="valid",rpc_service="dynamodb",otel_scope_name="countersign"} 0.012',
      'countersign_search_duration_sum{countersign_verdict="valid",otel_scope_name="countersign"} 0.007',
      'countersign_captures_dropped_total{otel_scope_name="countersign"} 3',
      'countersign_evidence_lost_total{otel_scope_name="countersign"} 4',
      'countersign_telemetry_lost_total{countersign_signal="exchange",otel_scope_name="countersign"} 5',
      'nodejs_eventloop_delay_p99{otel_scope_name="countersign"} 0.002',
      'process_cpu_time_total{cpu_mode="user",otel_scope_name="countersign"} 1.5',
    ])
      expect(text.split("\n")).toContain(line);
    await open.close(5000);
    expect(receiver.text("/v1/metrics")).toContain("countersign.request.duration");
  });

  it("sends the headers that the variables of the SDK name", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=blue");
    receiver = await openOtlpReceiver();
    const open = await pipeline(receiver.url);
    open.tell({ facts: someFacts(), findings: [someFinding] });
    await open.close(5000);
    expect(receiver.received.map(({ headers }) => headers["x-tenant"])).toEqual(["blue", "blue", "blue"]);
  });

  it("counts without sending where nobody is to be sent to", async () => {
    const open = await pipeline(null);
    open.tell({ facts: someFacts(), findings: [] });
    expect(await open.prometheusText()).toContain("countersign_requests_total");
    expect(await open.close(100)).toEqual({ spans: 0, logs: 0 });
  });
});

describe("a collector in trouble", () => {
  it("that is gone is told with its code, and what did not reach it is counted", async () => {
    const told: string[] = [];
    receiver = await openOtlpReceiver();
    const { url } = receiver;
    receiver.close();
    const open = await pipeline(url, told);
    open.tell({ facts: someFacts(), findings: [someFinding, someFinding] });
    const began = performance.now();
    expect(await open.close(1500)).toEqual({ spans: 1, logs: 2 });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("that refuses is told with its status", async () => {
    const told: string[] = [];
    receiver = await openOtlpReceiver((response) => response.writeHead(401).end("canary"));
    const open = await pipeline(receiver.url, told);
    open.tell({ facts: someFacts(), findings: [someFinding] });
    expect(await open.close(5000)).toEqual({ spans: 1, logs: 1 });
    expect(told).toEqual(["it answers 401", "it answers 401"]);
  });

  it("that never answers holds no more than the queue, and its end only so long", async () => {
    receiver = await openOtlpReceiver(() => undefined);
    const open = await pipeline(receiver.url);
    for (let at = 0; at < 5000; at += 1) open.tell({ facts: someFacts(), findings: [] });
    expect(open.losses()).toEqual({ spans: 2952, logs: 0 });
    const began = performance.now();
    expect(await open.close(500)).toEqual({ spans: 5000, logs: 0 });
    expect(performance.now() - began).toBeLessThan(8000);
  });
});
