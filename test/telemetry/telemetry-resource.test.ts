import { hostname } from "node:os";
import { afterEach, expect, it, vi } from "vitest";
import { telemetryResource } from "../../src/telemetry/telemetry-resource.ts";

afterEach(() => vi.unstubAllEnvs());

it("names the service, its version, its host and this run", () => {
  const { attributes } = telemetryResource("1.2.3");
  expect(attributes).toMatchObject({
    "service.name": "countersign",
    "service.version": "1.2.3",
    "host.name": hostname(),
  });
  expect(attributes["service.instance.id"]).toMatch(/^[0-9a-f-]{36}$/);
});

it("lets the variables of OpenTelemetry win", () => {
  vi.stubEnv("OTEL_SERVICE_NAME", "signing-gate");
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=staging,host.name=pod-7");
  expect(telemetryResource("1.2.3").attributes).toMatchObject({
    "service.name": "signing-gate",
    "deployment.environment": "staging",
    "host.name": "pod-7",
  });
});
