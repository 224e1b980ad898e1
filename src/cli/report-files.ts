// Reports written beside the normal output: `--report sarif=FILE`, or a file whose ending says what it is to hold.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Examination } from "../diagnosis/examination.ts";
import type { ExportedExchange } from "../report/exported-exchange.ts";
import { exportedExchange } from "../report/exported-exchange.ts";
import type { ExportFile } from "./export-file.ts";
import { openExportFile, writePieces } from "./export-file.ts";
import { reportPieces } from "./export-formats.ts";
import type { ReportFormat, ReportTarget } from "./report-target.ts";
import { reportFileTargets } from "./report-target.ts";

/** Reports that grow with the examinations. */
export interface ReportFiles {
  /** Takes an examination; returns at once. */
  add(examination: Examination): void;
  /** Writes what is left and puts the files in their places. Rejects with ERR_FILE_UNWRITABLE. */
  close(): Promise<void>;
}

/** The surroundings of reports. */
export interface ReportSurroundings {
  readonly workingFolder: string;
  readonly version: string;
  /** Takes a sentence for people. */
  readonly note: (text: string) => void;
}

/** Opens the files of all targets, or none. Throws ERR_FILE_UNWRITABLE before any request is examined. */
export function openReportFiles(
  targets: readonly ReportTarget[],
  { workingFolder, version, note }: ReportSurroundings,
): ReportFiles {
  const files = openedFiles(targets, workingFolder);
  const open = files.map(({ format, file }) => startedReport(format, file, version));
  return {
    add: (examination) => {
      if (open.length === 0) return;
      const exchange = exportedExchange(examination);
      for (const { queue } of open) queue.push(exchange);
    },
    close: async () => {
      for (const { queue } of open) queue.end();
      await Promise.all(open.map(({ written }) => written));
      const lost = Math.max(0, ...open.map(({ queue }) => queue.lost()));
      if (lost > 0) note(`${lost} requests are not in the reports: the disk was too slow for them.`);
    },
  };
}

function openedFiles(targets: readonly ReportTarget[], workingFolder: string) {
  const files: { readonly format: ReportFormat; readonly file: ExportFile }[] = [];
  try {
    for (const { format, path } of targets) if (format === "ci") makeFolder(resolve(workingFolder, path));
    for (const { format, path } of reportFileTargets(targets))
      files.push({ format, file: openExportFile(resolve(workingFolder, path)) });
    return files;
  } catch (error) {
    for (const { file } of files) file.abandon();
    throw error;
  }
}

/** Build servers start from nothing: the folder is made. What stands in its way is told when the files are opened. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch {
    // openExportFile says what is wrong, with a code.
  }
}

function startedReport(format: ReportFormat, file: ExportFile, version: string) {
  const queue = exchangeQueue();
  const written = writePieces(reportPieces(format, queue.exchanges, version), file);
  // A failure is told when the report is closed; until then it must not end the process.
  written.catch(() => undefined);
  return { queue, written };
}

/** Exchanges that wait to be written at most. */
const mostWaiting = 20_000;

interface ExchangeQueue {
  push(exchange: ExportedExchange): void;
  end(): void;
  lost(): number;
  readonly exchanges: AsyncIterable<ExportedExchange>;
}

function exchangeQueue(): ExchangeQueue {
  let waiting: ExportedExchange[] = [];
  let [lost, ended] = [0, false];
  let wake: () => void = () => undefined;
  async function* exchanges(): AsyncGenerator<ExportedExchange> {
    for (;;) {
      const taken = waiting;
      waiting = [];
      yield* taken;
      if (waiting.length > 0) continue;
      if (ended) return;
      await new Promise<void>((resolveWait) => (wake = resolveWait));
    }
  }
  return {
    push: (exchange) => {
      if (waiting.length >= mostWaiting) lost += 1;
      else waiting.push(exchange);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    lost: () => lost,
    exchanges: exchanges(),
  };
}
