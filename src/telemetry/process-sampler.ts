// How the traffic's thread is: its event loop, its memory, its processor time. Measured there, told to the telemetry's thread.
import type { EventLoopUtilization } from "node:perf_hooks";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { ProcessSample } from "./telemetry-message.ts";

/** Counts of the session that only it knows. */
export type SessionCounts = Pick<ProcessSample, "droppedCaptures" | "evidenceLost" | "telemetryDropped">;

/** A running measurement. */
export interface ProcessSampler {
  /** The time since the last sample, and the counts since the start. */
  take(counts: SessionCounts): ProcessSample;
  close(): void;
}

const nanoseconds = 1e-9;
const microseconds = 1e-6;

/** Starts measuring; a timer of 20 ms is all it costs. */
export function openProcessSampler(): ProcessSampler {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let before: EventLoopUtilization = performance.eventLoopUtilization();
  return {
    take: (counts) => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      const measured = delay.count > 0;
      const seconds = (value: number): number => (measured ? value * nanoseconds : 0);
      const [mean, p99, max] = [seconds(delay.mean), seconds(delay.percentile(99)), seconds(delay.max)];
      delay.reset();
      const { user, system } = process.cpuUsage();
      return {
        ...counts,
        ...{ delayMeanSeconds: mean, delayP99Seconds: p99, delayMaxSeconds: max, utilization },
        residentBytes: process.memoryUsage.rss(),
        cpuUserSeconds: user * microseconds,
        cpuSystemSeconds: system * microseconds,
      };
    },
    close: () => delay.disable(),
  };
}

/** Before the first sample. */
export const noSample: ProcessSample = {
  ...{ droppedCaptures: 0, evidenceLost: 0, telemetryDropped: 0, utilization: 0 },
  ...{ delayMeanSeconds: 0, delayP99Seconds: 0, delayMaxSeconds: 0 },
  ...{ residentBytes: 0, cpuUserSeconds: 0, cpuSystemSeconds: 0 },
};
