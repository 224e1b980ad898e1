import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { beforeEach, describe, expect, it } from "vitest";
import { declareOptions, settingsOf } from "../../src/cli/options.ts";
import type { SettingName, Settings } from "../../src/cli/settings.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("options");
const names: readonly SettingName[] = [
  "port",
  "host",
  "credentials",
  "defaultCredentials",
  "intercept",
  "sandbox",
  "failOn",
  "json",
  "otlp",
];

function settings(argv: readonly string[], environment: Record<string, string> = {}): Settings {
  const command = declareOptions(new Command().exitOverride(), names);
  command.parse([...argv], { from: "user" });
  return settingsOf(command, names, { environment, workingFolder: folder });
}

function configured(config: unknown): void {
  writeFileSync(join(folder, "countersign.config.json"), JSON.stringify(config));
}

beforeEach(() => configured({}));

describe("settingsOf", () => {
  it("gives the documented defaults", () => {
    expect(settings([])).toMatchObject({
      port: 8080,
      host: "127.0.0.1",
      allowRemote: false,
      inspectorPort: null,
      certs: null,
      credentials: [],
      defaultCredentials: true,
      intercept: [],
      upstreamProxy: null,
      sandbox: false,
      log: null,
      failOn: null,
      json: false,
      now: null,
      resign: "off",
    });
  });

  it("lets flags win over the environment, and the environment over the file", () => {
    configured({ port: 1001, host: "::1", intercept: ["file.internal"] });
    const environment = { COUNTERSIGN_PORT: "1002", COUNTERSIGN_HOST: "127.0.0.2" };
    expect(settings(["--port", "1003"], environment)).toMatchObject({
      port: 1003,
      host: "127.0.0.2",
      intercept: ["file.internal"],
    });
    expect(settings([], environment).port).toBe(1002);
    expect(settings([]).port).toBe(1001);
  });

  it("does not add repeatable values of different places together", () => {
    configured({ intercept: ["file.internal"] });
    expect(settings(["--intercept", "a.internal", "--intercept", "b.internal"]).intercept).toEqual([
      "a.internal",
      "b.internal",
    ]);
    expect(settings([], { COUNTERSIGN_INTERCEPT: "c.internal,d.internal" }).intercept).toEqual([
      "c.internal",
      "d.internal",
    ]);
  });

  it("splits file lists of the environment like PATH", () => {
    expect(settings([], { COUNTERSIGN_CREDENTIALS: "/a b.ini:/c.ini" }).credentials).toEqual([
      "/a b.ini",
      "/c.ini",
    ]);
  });

  it("switches on and off from every place", () => {
    expect(settings(["--sandbox"]).sandbox).toBe(true);
    expect(settings([], { COUNTERSIGN_SANDBOX: "true", COUNTERSIGN_JSON: "0" })).toMatchObject({
      sandbox: true,
      json: false,
    });
    configured({ sandbox: true });
    expect(settings([], { COUNTERSIGN_SANDBOX: "" }).sandbox).toBe(false);
    expect(settings(["--no-default-credentials"]).defaultCredentials).toBe(false);
    expect(settings([], { COUNTERSIGN_DEFAULT_CREDENTIALS: "false" }).defaultCredentials).toBe(false);
    expect(settings([], { COUNTERSIGN_NO_DEFAULT_CREDENTIALS: "1" }).defaultCredentials).toBe(false);
  });

  it("names the place of a value that is wrong", () => {
    expect(() => settings(["--port", "x"])).toThrow('--port: "x" is no port number');
    expect(() => settings([], { COUNTERSIGN_PORT: "x" })).toThrow('COUNTERSIGN_PORT: "x" is no port number');
    configured({ port: "x" });
    expect(() => settings([])).toThrow('"port" in countersign.config.json: "x" is no port number');
    expect(() => settings([])).toThrow(expect.objectContaining({ code: "ERR_OPTION_INVALID" }));
  });

  it("leaves the variables of OpenTelemetry to those who read them", () => {
    expect(settings(["--otlp", "http://x"]).otlp).toBe("http://x");
    expect(settings([], { COUNTERSIGN_OTLP: "off" }).otlp).toBe("off");
    expect(() => settings(["--otlp", "collector:4318"])).toThrow("it is no address of a collector");
    expect(settings([], { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }).otlp).toBeNull();
  });
});
