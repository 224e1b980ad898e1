// What a run keeps of its examinations until the command has ended: JSON lines or texts, bounded in memory, and the numbers.
import type { Examination } from "../diagnosis/examination.ts";
import { examinationJson } from "../report/examination-json.ts";
import { examinationText } from "../report/examination-text.ts";
import type { Paint } from "../report/paint.ts";
import type { Summary } from "../report/summary.ts";
import { emptySummary, summaryText, withExamination } from "../report/summary.ts";
import type { Output } from "./output.ts";

/** How a run's examinations are told. */
export interface RunRecordOptions {
  /** True: JSON lines on standard output. False: texts on standard error. */
  readonly json: boolean;
  readonly paint: Paint;
  readonly output: Pick<Output, "out" | "err" | "keptUp">;
  /**
   * Characters of JSON held back, so that the command's own output is not torn. Beyond it they are written while the
   * command still runs; beyond the double, because nobody reads, lines are lost and counted.
   */
  readonly heldLimit?: number;
}

/** The examinations of a run. */
export interface RunRecord {
  add(examination: Examination): void;
  /** Requests so far. */
  requests(): number;
  /** Tells everything held back, then the summary if there was any request. To be called once, after the command has ended. */
  tell(): Promise<void>;
}

/** Failures of the same kind are one incident: told once, with how often it came. */
interface Incident {
  readonly text: string;
  count: number;
}

const heldLimitDefault = 64 * 1024 * 1024;
const mostIncidents = 100;

/** A record of nothing yet. */
export function openRunRecord(options: RunRecordOptions): RunRecord {
  const { output } = options;
  let summary: Summary = emptySummary;
  const lines = heldLines(options);
  const incidents = new Map<string, Incident>();
  let notTold = 0;
  return {
    add: (examination) => {
      summary = withExamination(summary, examination);
      if (options.json) lines.add(JSON.stringify(examinationJson(examination, { signature: "short" })));
      else if (isWorthTelling(examination) && !addIncident(incidents, examination, options.paint))
        notTold += 1;
    },
    requests: () => summary.requests,
    tell: async () => {
      const lost = await lines.tell();
      for (const { text, count } of incidents.values()) {
        output.err(count === 1 ? text : `${text}\n    (${count} requests like this one)`);
      }
      if (notTold > 0)
        output.err(`${notTold} more requests with findings of other kinds: --json tells them all.`);
      if (lost > 0)
        output.err(`${lost} JSON lines were lost: nobody read standard output while the command ran.`);
      if (summary.requests > 0) output.err(`countersign: ${summaryText(summary, options.paint)}`);
    },
  };
}

interface HeldLines {
  add(line: string): void;
  /** Writes everything held, at the reader's pace; gives the number of lines lost. */
  tell(): Promise<number>;
}

function heldLines({ output, heldLimit = heldLimitDefault }: RunRecordOptions): HeldLines {
  let queue: string[] = [];
  let length = 0;
  let lost = 0;
  let early = false;
  let writing: Promise<void> | null = null;
  const writeQueue = async (): Promise<void> => {
    while (queue.length > 0) {
      const lines = queue;
      queue = [];
      for (const line of lines) {
        output.out(line);
        length -= line.length;
        await output.keptUp();
      }
    }
    writing = null;
  };
  return {
    add: (line) => {
      if (length + line.length > 2 * heldLimit) {
        lost += 1;
        return;
      }
      queue.push(line);
      length += line.length;
      if (length <= heldLimit || writing !== null) return;
      if (!early)
        output.err("countersign: many requests: their JSON lines are written while the command still runs.");
      early = true;
      writing = writeQueue();
    },
    tell: async () => {
      writing ??= writeQueue();
      await writing;
      return lost;
    },
  };
}

function isWorthTelling({ verdict, findings }: Examination): boolean {
  return (
    verdict === "mismatch" || verdict === "malformed" || findings.some(({ severity }) => severity !== "note")
  );
}

/** False when there is no room for one more kind of incident. */
function addIncident(incidents: Map<string, Incident>, examination: Examination, paint: Paint): boolean {
  const rules = examination.findings.map(({ rule }) => rule).sort();
  const kind = JSON.stringify([examination.verdict, examination.endpoint.service, examination.causes, rules]);
  const known = incidents.get(kind);
  if (known !== undefined) known.count += 1;
  else if (incidents.size >= mostIncidents) return false;
  else incidents.set(kind, { text: examinationText(examination, paint), count: 1 });
  return true;
}
