// The JSONL log: one object for each examination and each event of the proxy, written by pino, never a secret in it.
import type { LevelWithSilent } from "pino";
import { pino } from "pino";
import type { BatchedDestination } from "./batched-destination.ts";
import { openBatchedDestination } from "./batched-destination.ts";
import { openLogFile } from "./log-file.ts";

/** Plain values of one log line. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Levels a line may have. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** An open log. Writing is batched and never blocks. */
export interface ExaminationLog {
  /** Logs an examination's JSON object (its own `time` is kept) at a level that follows its verdict. */
  examination(json: LogFields): void;
  /** Logs anything else under a name. */
  event(level: LogLevel, event: string, fields: LogFields): void;
  /** Opens the file by its name again, for whoever has moved it away. Throws ERR_FILE_UNWRITABLE; the log goes on as it was then. */
  reopen(): void;
  /** Lines lost because the disk or reader was too slow. */
  dropped(): number;
  /** Writes what is pending and closes the file. */
  close(): Promise<void>;
}

/** Opens the log: a file, made with mode 0600, or standard output for `-`. Throws ERR_FILE_UNWRITABLE. */
export function openExaminationLog(
  path: string,
  standardOutput: BatchedDestination | null = null,
): ExaminationLog {
  const destination =
    path === "-" ? (standardOutput ?? openBatchedDestination(1)) : openBatchedDestination(openLogFile(path));
  const logger = pino(
    { base: null, timestamp: false, level: "debug", formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => destination.write(line) },
  );
  return {
    examination: (json) => {
      logger[examinationLevel(json)]({
        event: "examination",
        ...json,
        time: json.time ?? new Date().toISOString(),
      });
    },
    event: (level, event, fields) => {
      logger[level]({ time: new Date().toISOString(), event, ...fields });
    },
    reopen: () => {
      if (path !== "-") destination.reopen(openLogFile(path));
    },
    dropped: () => destination.dropped(),
    close: () => (destination === standardOutput ? destination.flush() : destination.close()),
  };
}

function examinationLevel(json: LogFields): Exclude<LevelWithSilent, "silent" | "fatal" | "trace"> {
  const causes = json.causes;
  if (json.verdict === "mismatch" || json.verdict === "malformed") return "error";
  return Array.isArray(causes) && causes.length > 0 ? "warn" : "info";
}
