import { describe, expect, it } from "vitest";
import { isHttpUrl, otlpTarget } from "../../src/cli/otlp-target.ts";

const fromEnvironment = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/base" };

describe("where telemetry goes", () => {
  it("is what --otlp says, shown without login, path and query", () => {
    expect(otlpTarget({ otlp: "https://me:canary@collector:4318/x?k=canary" }, fromEnvironment)).toEqual({
      url: "https://me:canary@collector:4318/x?k=canary",
      shown: "https://collector:4318",
    });
  });

  it("is else what the environment says, as the SDK reads it", () => {
    expect(otlpTarget({ otlp: null }, fromEnvironment)).toEqual({
      url: null,
      shown: "http://collector:4318",
    });
    expect(otlpTarget({ otlp: null }, {})).toBeNull();
    expect(otlpTarget({ otlp: null }, { OTEL_EXPORTER_OTLP_ENDPOINT: " " })).toBeNull();
  });

  it("is nowhere where it is switched off", () => {
    expect(otlpTarget({ otlp: "off" }, fromEnvironment)).toBeNull();
    expect(otlpTarget({ otlp: "http://a" }, { OTEL_SDK_DISABLED: "true" })).toBeNull();
  });

  it("is told where the environment means a collector that countersign does not speak to", () => {
    const grpc = { ...fromEnvironment, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
    expect(otlpTarget({ otlp: null }, grpc)).toEqual({
      refused: expect.stringContaining("countersign sends OTLP over HTTP"),
    });
    expect(otlpTarget({ otlp: "http://a:4318" }, grpc)).toMatchObject({ url: "http://a:4318" });
    expect(otlpTarget({ otlp: null }, { OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" })).toEqual({
      refused: "OTEL_EXPORTER_OTLP_ENDPOINT is no http:// or https:// address: no telemetry is sent",
    });
  });
});

it("knows an address", () => {
  expect(["http://a", "https://a:1/b", "ftp://a", "a:4318", ""].map(isHttpUrl)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
