import { describe, expect, it } from "vitest";
import { environmentName, kebab, optionTable } from "../../src/cli/option-table.ts";

describe("optionTable", () => {
  it("holds every option of the contract", () => {
    expect(Object.values(optionTable).map(({ flags }) => flags.replace(/ .*/, ""))).toEqual([
      "--port",
      "--host",
      "--allow-remote",
      "--inspector-port",
      "--certs",
      "--credentials",
      "--no-default-credentials",
      "--signing-key",
      "--no-learn",
      "--intercept",
      "--upstream-proxy",
      "--upstream-ca",
      "--max-connections",
      "--workers",
      "--upstream-cert",
      "--upstream-key",
      "--sandbox",
      "--log",
      "--report",
      "--fail-on",
      "--json",
      "--now",
      "--scheme",
      "--format",
      "--tap-of",
      "--evidence",
      "--keep-bodies",
      "--evidence-rate",
      "--evidence-strict",
      "--evidence-days",
      "--evidence-size",
      "--otlp",
      "--metrics-port",
      "--script",
      "--key",
      "--resign",
      "--endpoint-mode",
    ]);
  });

  it("accepts its own defaults when they are written out", () => {
    expect(optionTable.port.parse("8080")).toEqual({ value: optionTable.port.fallback });
    expect(optionTable.host.parse("127.0.0.1")).toEqual({ value: optionTable.host.fallback });
    expect(optionTable.resign.parse("off")).toEqual({ value: optionTable.resign.fallback });
  });
});

describe("kebab and environmentName", () => {
  it("spell an option for the command line and the environment", () => {
    expect([kebab("upstreamCa"), environmentName("upstreamCa")]).toEqual([
      "upstream-ca",
      "COUNTERSIGN_UPSTREAM_CA",
    ]);
  });
});
