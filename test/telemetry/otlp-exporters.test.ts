import { expect, it } from "vitest";
import { otlpExporters } from "../../src/telemetry/otlp-exporters.ts";
import { openOtlpReceiver } from "../support/otlp-receiver.ts";

it.each([
  [undefined, "application/x-protobuf"],
  ["http/protobuf", "application/x-protobuf"],
  ["http/json", "application/json"],
])("sends what the protocol %s says: %s", async (protocol, type) => {
  const receiver = await openOtlpReceiver();
  const exporters = await otlpExporters(protocol);
  const exporter = exporters.spans({ url: `${receiver.url}/v1/traces` });
  const result = await new Promise((resolve) => exporter.export([], resolve));
  receiver.close();
  await exporter.shutdown();
  expect(result).toMatchObject({ code: 0 });
  expect(receiver.received.map(({ path, headers }) => [path, headers["content-type"]])).toEqual([
    ["/v1/traces", type],
  ]);
});
