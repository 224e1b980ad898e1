import { expect, it } from "vitest";
import { openProcessSampler } from "../../src/telemetry/process-sampler.ts";

it("measures the event loop, memory and processor time, and passes the counts on", async () => {
  const sampler = openProcessSampler();
  await new Promise((resolve) => setTimeout(resolve, 120));
  const until = performance.now() + 60;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const sample = sampler.take({ droppedCaptures: 1, evidenceLost: 2, telemetryDropped: 3 });
  sampler.close();
  expect(sample).toMatchObject({ droppedCaptures: 1, evidenceLost: 2, telemetryDropped: 3 });
  expect(sample.delayMaxSeconds).toBeGreaterThan(0.04);
  expect(sample.delayMaxSeconds).toBeLessThan(30);
  expect(sample.utilization).toBeGreaterThan(0);
  expect(sample.utilization).toBeLessThanOrEqual(1);
  expect(sample.residentBytes).toBeGreaterThan(1_000_000);
  expect(sample.cpuUserSeconds).toBeGreaterThan(0);
});
