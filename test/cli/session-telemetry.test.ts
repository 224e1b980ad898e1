import { describe, expect, it } from "vitest";
import { fallbackSettings } from "../../src/cli/options.ts";
import { openSessionTelemetry } from "../../src/cli/session-telemetry.ts";
import type { Settings } from "../../src/cli/settings.ts";
import { correctRequest, exchangeOf } from "../support/evidence.ts";
import { waitFor } from "../support/proxy-client.ts";

function options(
  settings: Partial<Settings>,
  environment: Record<string, string> = {},
  notes: string[] = [],
): Parameters<typeof openSessionTelemetry>[0] {
  return {
    settings: { ...fallbackSettings(), ...settings },
    context: { environment, workingFolder: "/", home: "/", version: "0" } as never,
    onExamination: () => undefined,
    onNote: (text) => notes.push(text),
  };
}

const counts = { droppedCaptures: () => 0, evidenceLost: () => 0 };

describe("the telemetry of a session", () => {
  it("is not there where nobody asks for it", async () => {
    expect(await openSessionTelemetry(options({}))).toBeNull();
    const notes: string[] = [];
    const grpc = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4317",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    };
    expect(await openSessionTelemetry(options({}, grpc, notes))).toBeNull();
    expect(notes).toEqual([expect.stringContaining("OTEL_EXPORTER_OTLP_PROTOCOL is grpc")]);
  });

  it("tells health and metrics on loopback, ready while requests are taken", async () => {
    const notes: string[] = [];
    const telemetry = await openSessionTelemetry(options({ metricsPort: 0 }, {}, notes));
    const [address] = telemetry?.ownAddresses() ?? [];
    expect(address?.host).toBe("127.0.0.1");
    const status = async (path: string): Promise<number> =>
      (await fetch(`http://127.0.0.1:${address?.port}${path}`)).status;
    expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 503]);
    telemetry?.serving(counts);
    expect(await status("/readyz")).toBe(200);
    telemetry?.draining();
    expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 503]);
    await telemetry?.close();
    expect(notes).toEqual([
      `health and metrics: http://127.0.0.1:${address?.port}/healthz, /readyz and /metrics`,
    ]);
  });

  it("listens where the proxy does only where that was allowed", async () => {
    const settings = { metricsPort: 0, host: "127.0.0.2" };
    const usual = await openSessionTelemetry(options(settings));
    expect(usual?.ownAddresses()[0]?.host).toBe("127.0.0.1");
    await usual?.close();
    const wider = await openSessionTelemetry(options({ ...settings, allowRemote: true }));
    expect(wider?.ownAddresses()[0]?.host).toBe("127.0.0.2");
    await wider?.close();
  });

  it("tells once that the collector is gone, and at its end what was lost, without its login", async () => {
    const notes: string[] = [];
    const telemetry = await openSessionTelemetry(
      options({ otlp: "http://me:canary@127.0.0.1:1" }, {}, notes),
    );
    const { examination, exchange } = exchangeOf("s-1", correctRequest());
    telemetry?.serving(counts);
    telemetry?.record(examination, exchange);
    // The thread may still be loading on a busy machine: it was told of the exchange when it says that sending fails.
    await waitFor(() => notes.length > 0, "the collector to be missed", 30_000);
    const began = performance.now();
    await telemetry?.close();
    expect(performance.now() - began).toBeLessThan(8000);
    expect(notes[0]).toContain("the collector at http://127.0.0.1:1 takes no telemetry (ECONNREFUSED)");
    expect(notes).toHaveLength(2);
    expect(notes[1]).toBe("1 spans and 0 findings did not reach the collector at http://127.0.0.1:1");
    expect(notes.join()).not.toContain("canary");
  });
});
