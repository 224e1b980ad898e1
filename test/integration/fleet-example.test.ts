// The files of examples/fleet are right in their form: they parse, fit together and name what exists. Nothing here runs them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { optionTable } from "../../src/cli/option-table.ts";

const folder = fileURLToPath(new URL("../../examples/fleet/", import.meta.url));
const text = (file: string): string => readFileSync(join(folder, file), "utf8");
const flags = Object.values(optionTable).map(({ flags: flag }) => flag.split(" ")[0]);

function unknownFlags(words: readonly string[]): string[] {
  return words.filter((word) => word.startsWith("--") && !flags.includes(word));
}

describe("the fleet's compose file", () => {
  const { services, volumes } = parse(text("compose.yaml"), { merge: true });

  it("starts countersigns with options that exist, told where the collector is", () => {
    for (const name of ["countersign-a", "countersign-b"]) {
      const { command, environment, ports } = services[name];
      expect(unknownFlags(command)).toEqual([]);
      expect(environment.OTEL_EXPORTER_OTLP_ENDPOINT).toBe("http://collector:4318");
      expect(ports[0]).toMatch(/^127\.0\.0\.1:\d+:8080$/);
    }
  });

  it("mounts files that are there, and pins every image", () => {
    const mounts = Object.values<{ volumes?: string[] }>(services).flatMap((one) => one.volumes ?? []);
    const files = mounts
      .map((mount) => mount.split(":")[0] ?? "")
      .filter((path) => /\.(?:yaml|json)$/.test(path));
    expect(files).toHaveLength(4);
    expect(files.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    expect(Object.keys(volumes)).toEqual(["clickhouse"]);
    for (const { image } of Object.values<{ image?: string }>(services))
      if (image) expect(image).toMatch(/^[\w./-]+:[\w.-]*\d[\w.-]*$/);
  });
});

describe("the collector's configuration", () => {
  it("leads every signal from OTLP to ClickHouse through parts that it declares", () => {
    const { receivers, processors, exporters, service } = parse(text("collector.yaml"));
    expect(Object.keys(service.pipelines)).toEqual(["traces", "metrics", "logs"]);
    for (const pipeline of Object.values<Record<string, string[]>>(service.pipelines)) {
      for (const name of pipeline.receivers ?? []) expect(receivers).toHaveProperty(name);
      for (const name of pipeline.processors ?? []) expect(processors).toHaveProperty(name);
      for (const name of pipeline.exporters ?? []) expect(exporters).toHaveProperty(name);
    }
    expect(receivers.otlp.protocols.http.endpoint).toBe("0.0.0.0:4318");
  });
});

describe("the sidecar", () => {
  const { spec } = parse(text("sidecar.yaml")).spec.template;

  it("mounts volumes that it declares, and starts with options that exist", () => {
    const declared = spec.volumes.map(({ name }: { name: string }) => name);
    for (const container of [...spec.initContainers, ...spec.containers])
      for (const { name } of container.volumeMounts) expect(declared).toContain(name);
    expect(unknownFlags(spec.containers[1].args)).toEqual([]);
  });

  it("gives the program the certificate and never the key", () => {
    const [app] = spec.containers;
    expect(app.volumeMounts).toEqual([{ name: "trust", mountPath: "/trust", readOnly: true }]);
    expect(JSON.stringify(app.env)).toContain("169.254.169.254");
  });
});

describe("the dashboard", () => {
  it("asks for attributes and metrics that countersign tells", () => {
    const { panels } = JSON.parse(text("grafana/dashboard.json"));
    const sql: string = panels
      .map(({ targets }: { targets: { rawSql: string }[] }) => targets[0]?.rawSql)
      .join("\n");
    const told = ["telemetry-span", "finding-record", "instruments", "telemetry-resource"]
      .map((name) => readFileSync(new URL(`../../src/telemetry/${name}.ts`, import.meta.url), "utf8"))
      .join("");
    const named = [...sql.matchAll(/'((?:countersign|rpc|cloud|error|host|nodejs)\.[\w.]+)'/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !told.includes(`"${name}"`))).toEqual([]);
    for (const file of ["grafana/provisioning.yaml", "grafana/dashboards.yaml"])
      expect(parse(text(file)).apiVersion).toBe(1);
  });
});
