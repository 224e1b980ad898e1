// One signal on its way to the collector: how many records may wait, how many were lost, and the first failure of each row of them.
import type { ExportResult } from "@opentelemetry/core";
import { ExportResultCode } from "@opentelemetry/core";

/** What the SDK's exporters of spans and of log records have in common. */
export interface RecordExporter<Records> {
  export(records: Records[], told: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
}

/** The bound of one signal and its account. */
export interface BoundedExport<Records> {
  /** The exporter to be given to the SDK: as the one within, and counted. */
  readonly exporter: RecordExporter<Records> & { forceFlush(): Promise<void> };
  /** Whether one more record may wait; a record that may not is counted as lost. */
  admits(): boolean;
  /** Records that did not reach the collector. */
  lost(): number;
  /** Records that wait or are on their way. */
  pending(): number;
}

/** Records that may wait for the collector, those on their way included. */
export const mostPending = 2048;

/** Bounds an exporter. `failed` is told when sending begins to fail, not each time. */
export function boundedExport<Records>(
  within: RecordExporter<Records>,
  failed: (error: Error | undefined) => void,
  limit: number = mostPending,
): BoundedExport<Records> {
  let pending = 0;
  let lost = 0;
  let failing = false;
  const settled = (records: number, result: ExportResult): void => {
    pending -= records;
    const wrong = result.code !== ExportResultCode.SUCCESS;
    if (wrong) lost += records;
    if (wrong && !failing) failed(result.error);
    failing = wrong;
  };
  return {
    exporter: {
      export: (records, told) =>
        within.export(records, (result) => {
          settled(records.length, result);
          told(result);
        }),
      shutdown: () => within.shutdown(),
      forceFlush: async () => within.forceFlush?.(),
    },
    admits: () => {
      const room = pending < limit;
      if (room) pending += 1;
      else lost += 1;
      return room;
    },
    lost: () => lost,
    pending: () => pending,
  };
}
