import { afterEach, describe, expect, it } from "vitest";
import type { TelemetryThread } from "../../src/cli/telemetry-thread.ts";
import { builtTelemetryWorker, openTelemetryThread } from "../../src/cli/telemetry-thread.ts";
import { correctRequest, exchangeOf, mismatchExchange } from "../support/evidence.ts";
import type { OtlpReceiver } from "../support/otlp-receiver.ts";
import { openOtlpReceiver } from "../support/otlp-receiver.ts";
import { waitFor } from "../support/proxy-client.ts";

let receiver: OtlpReceiver | null = null;
afterEach(() => receiver?.close());

const json = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", CANARY: "not for the thread" };

function opened(url: string | null, told: string[] = []): TelemetryThread {
  const start = { version: "1.2.3", otlp: url === null ? null : { url } };
  return openTelemetryThread(start, json, (reason) => told.push(reason));
}

describe("the telemetry's thread", () => {
  it("is the built one, also for a test", () => {
    expect(builtTelemetryWorker("file:///a/src/cli/telemetry-thread.ts").href).toBe(
      "file:///a/dist/cli/telemetry-worker.js",
    );
    expect(builtTelemetryWorker("file:///a/dist/cli/telemetry-thread.js").href).toBe(
      "file:///a/dist/cli/telemetry-worker.js",
    );
  });

  it("sends a finding redacted as in evidence, and flushes at its end", async () => {
    receiver = await openOtlpReceiver();
    const thread = opened(receiver.url);
    const { examination, exchange } = mismatchExchange("t-1");
    const [finding] = examination.findings;
    const leaking = finding && { ...finding, detail: "the value canary-of-a-header-value was seen" };
    const request = {
      ...examination.request,
      headers: [...examination.request.headers, ["X-My-Secret", "canary-of-a-header-value"] as const],
    };
    thread.add({ ...examination, request, findings: leaking ? [leaking] : [] }, { ...exchange, request });
    expect(await thread.close()).toEqual({ spans: 0, logs: 0 });
    const logs = receiver.text("/v1/logs");
    expect(logs).toContain("the value [redacted:24:");
    expect(logs).not.toContain("canary-of");
    expect(receiver.text("/v1/traces")).toContain("countersign.verdict");
  });

  it("answers a scrape, and counts what it was told", async () => {
    const thread = opened(null);
    const { examination, exchange } = exchangeOf("t-2", correctRequest());
    for (let at = 0; at < 300; at += 1) thread.add(examination, exchange);
    const text = await thread.prometheusText();
    expect(text).toMatch(/countersign_requests_total\{countersign_verdict="valid".*\} 300\n/);
    expect(text).not.toContain("CANARY");
    await thread.close();
    expect(await thread.prometheusText()).toBeNull();
  });

  it("drops and counts what is more than it can take, and never waits", async () => {
    const thread = opened(null);
    const { examination, exchange } = exchangeOf("t-3", correctRequest());
    for (let at = 0; at < 5000; at += 1) thread.add(examination, exchange);
    expect(thread.dropped()).toBe(904);
    await thread.close();
  });

  it("that cannot be loaded is told, and is no reason to stop", async () => {
    const told: string[] = [];
    const start = { version: "1", otlp: { url: "http://127.0.0.1:1" } };
    const thread = openTelemetryThread(
      start,
      {},
      (reason) => told.push(reason),
      new URL("file:///nowhere.js"),
    );
    const { examination, exchange } = exchangeOf("t-4", correctRequest());
    await waitFor(() => told.length > 0, "the thread to end", 30_000);
    thread.add(examination, exchange);
    expect([told, thread.dropped()]).toEqual([["its thread has ended"], 1]);
    expect(await thread.close()).toEqual({ spans: 0, logs: 0 });
  });
});
