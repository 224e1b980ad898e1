// What becomes of each examination of a session: its incident, the tally, the log, the evidence, and the command's own output.
import { resolve } from "node:path";
import type { Examination } from "../diagnosis/examination.ts";
import { openIncidents } from "../diagnosis/incidents.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { ExaminationLog } from "../log/examination-log.ts";
import { openExaminationLog } from "../log/examination-log.ts";
import type { ProxyEvent } from "../proxy/proxy-event.ts";
import { examinationJson } from "../report/examination-json.ts";
import type { NoteLimit } from "./note-limit.ts";
import { limitNotes } from "./note-limit.ts";
import type { SessionOptions } from "./session.ts";
import type { SessionEvidence } from "./session-evidence.ts";
import type { SessionReceivers } from "./session-receivers.ts";
import type { Tally } from "./tally.ts";
import { openTally } from "./tally.ts";

/** The record of a session. */
export interface SessionRecord {
  readonly tally: Tally;
  readonly log: ExaminationLog | null;
  readonly evidence: SessionEvidence | null;
  /** Takes each examination once, in the order in which they are finished. */
  examined(examination: Examination, exchange: CapturedExchange): void;
  /** A request could not be examined; `kind` is the name of the error, `id` that of the exchange of which nothing is recorded. */
  failed(kind: string, id?: string): void;
  /** Something happened at the proxy. */
  event(event: ProxyEvent): void;
  /** Opens the log by its name again. Never throws. */
  reopenLog(): void;
  /** Closes the log. */
  close(): Promise<void>;
}

/** Who is told beside the log. */
export interface RecordReceivers {
  readonly evidence: SessionEvidence | null;
  readonly receivers: Pick<SessionReceivers, "record">;
}

/** Opens the record. Throws ERR_FILE_UNWRITABLE for the log. */
export function openSessionRecord(
  options: SessionOptions,
  { evidence, receivers }: RecordReceivers,
): SessionRecord {
  const log = openLog(options);
  const tally = openTally();
  const incidents = openIncidents();
  const notes = limitNotes(options.onNote);
  const failed = (kind: string, id?: string): void => {
    log?.event("error", "examination-failed", { kind });
    notes.note(
      "examination-failed",
      `a request could not be examined (${kind}): this is a bug in countersign`,
    );
    if (id !== undefined) (evidence?.underWay ?? options.underWay)?.dropped(id);
  };
  return {
    ...{ tally, log, evidence },
    examined: (examined, exchange) => {
      const examination = { ...examined, incident: incidents.add(examined) };
      tally.add(examination);
      log?.examination({
        ...examinationJson(examination, { signature: "short" }),
        exchange: exchangeFacts(exchange),
      });
      evidence?.record(examination, exchange);
      try {
        receivers.record(examination, exchange);
        options.onExamination(examination, exchange);
      } catch (error) {
        // What is in the evidence is not missing there.
        failed(errorKind(error), evidence === null ? exchange.id : undefined);
      }
    },
    failed,
    event: (event) => proxyEvent(event, notes, log),
    reopenLog: () => reopenLog(log, options),
    close: async () => {
      notes.close();
      await closeLog(log, options);
    },
  };
}

function openLog({ settings, context }: SessionOptions): ExaminationLog | null {
  if (settings.log === null) return null;
  const file = settings.log === "-" ? "-" : resolve(context.workingFolder, settings.log);
  return openExaminationLog(file, context.output.standardOutput);
}

/** How the exchange ended, for the log: the examination itself speaks of the request. */
function exchangeFacts(exchange: CapturedExchange): Record<string, unknown> {
  return { state: exchange.state, reason: exchange.reason, selfCheck: exchange.selfCheck };
}

function proxyEvent(event: ProxyEvent, notes: NoteLimit, log: ExaminationLog | null): void {
  const { level, event: name, ...fields } = event;
  log?.event(level, name, fields);
  if (level === "warn" || level === "error")
    notes.note(name, event.authority ? `${event.message} (${event.authority})` : event.message);
}

function reopenLog(log: ExaminationLog | null, { onNote }: SessionOptions): void {
  try {
    log?.reopen();
  } catch (error) {
    onNote(
      `the log goes on where it was: ${error instanceof CountersignError ? error.message : errorKind(error)}`,
    );
  }
}

async function closeLog(log: ExaminationLog | null, { settings, onNote }: SessionOptions): Promise<void> {
  if (log === null) return;
  await log.close();
  if (log.dropped() > 0) onNote(`${log.dropped()} lines of the log ${settings.log} could not be written`);
}

/** The name of an error: its text might quote what it was about. */
export function errorKind(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error";
}
