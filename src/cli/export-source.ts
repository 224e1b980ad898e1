// Where exports come from: logs of examinations as they were written, and every input of `explain`, examined first.
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";
import { storedExamination } from "../inputs/stored-examinations.ts";
import type { ExportedExchange } from "../report/exported-exchange.ts";
import { exportedExchange } from "../report/exported-exchange.ts";
import { exportedEvidence } from "./evidence-source.ts";
import type { ExaminingContext, ExaminingSettings } from "./examine-inputs.ts";
import { examineInputs } from "./examine-inputs.ts";
import { evidenceItems, isEvidence } from "./explain-evidence.ts";
import { wholeLines } from "./follow-lines.ts";

/** What is told while exchanges are read. */
export interface SourceNotes {
  /** Takes a sentence about an input. */
  readonly note: (text: string) => void;
  /** Told of an input that could not be read. */
  readonly refused: (input: string, message: string) => void;
}

/** The exchanges of all inputs, in order. */
export async function* exportedInputs(
  inputs: readonly string[],
  settings: ExaminingSettings,
  context: ExaminingContext,
  notes: SourceNotes,
): AsyncGenerator<ExportedExchange> {
  let together: string[] = [];
  for (const input of inputs) {
    const path = resolve(context.workingFolder, input);
    const evidence = input !== "-" && isEvidence(path);
    if (input === "-" || (!evidence && !(await isExaminationLog(path)))) together.push(input);
    else {
      yield* examinedExchanges(together, settings, context, notes);
      together = [];
      if (evidence) yield* storedExchanges(path, input, notes);
      else yield* loggedExchanges(path, input, notes);
    }
  }
  yield* examinedExchanges(together, settings, context, notes);
}

/** Inputs that stand together are looked at together, as explain does. */
async function* examinedExchanges(
  inputs: readonly string[],
  settings: ExaminingSettings,
  context: ExaminingContext,
  { refused }: SourceNotes,
): AsyncGenerator<ExportedExchange> {
  if (inputs.length === 0) return;
  const { results } = await examineInputs(inputs, settings, context);
  for await (const result of results) {
    if (result.kind === "refused")
      refused(result.input, `${result.refusal.message} (${result.refusal.code})`);
    else yield exportedExchange(result.examination);
  }
}

/** The exchanges of an evidence file or a bundle; what it does not hold, and where it cannot be read on, is said. */
async function* storedExchanges(
  path: string,
  input: string,
  { note, refused }: SourceNotes,
): AsyncGenerator<ExportedExchange> {
  try {
    yield* exportedEvidence(evidenceItems(path), (words) => note(`${input}: ${words}`));
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    refused(input, `${error.message} (${error.code})`);
  }
}

/** Lines of other events, and lines that are cut, are passed over and counted. */
async function* loggedExchanges(
  path: string,
  input: string,
  { note }: SourceNotes,
): AsyncGenerator<ExportedExchange> {
  let skipped = 0;
  for await (const line of wholeLines(path)) {
    const examination = storedExamination(line);
    if (examination) yield exportedExamination(examination);
    else if (/"countersign.examination\//.test(line)) skipped += 1;
  }
  if (skipped > 0) note(`${input}: ${skipped} lines are no whole examinations and were left out`);
}

/** A log keeps examinations and no bodies. */
function exportedExamination(examination: ExportedExchange["examination"]): ExportedExchange {
  const { bodyBytes } = examination.request;
  const { response, time } = examination;
  const epochMs = time === null ? Number.NaN : Date.parse(time);
  return {
    examination,
    requestBody: { bytes: bodyBytes, text: bodyBytes === 0 ? "" : null, exact: bodyBytes === 0 },
    response: response && {
      status: response.status,
      reason: "",
      headers: [],
      body: { bytes: 0, text: null, exact: false },
    },
    requestEpochMs: Number.isNaN(epochMs) ? null : epochMs,
    responseEpochMs: null,
    interrupted: null,
  };
}

/** Whether a file is a log: it opens with a JSON line of an event or of an examination. */
export async function isExaminationLog(path: string): Promise<boolean> {
  const start = await startOf(path);
  const [line = ""] = start.split("\n", 1);
  return /^\{/.test(line) && /"schema":"countersign\.examination\/|"event":"/.test(line);
}

async function startOf(path: string): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // Whoever reads it next says what is wrong with it.
    return "";
  }
}

/** The exchanges of the ids wanted, all of them for none. Throws ERR_ID_UNKNOWN at the end for an id that never came. */
export async function* wantedExchanges(
  exchanges: AsyncIterable<ExportedExchange>,
  ids: readonly string[],
): AsyncGenerator<ExportedExchange> {
  const missing = new Set(ids);
  for await (const exchange of exchanges) {
    const { id } = exchange.examination;
    if (ids.length > 0 && !ids.includes(id)) continue;
    missing.delete(id);
    yield exchange;
  }
  if (missing.size === 0) return;
  throw new CountersignError("ERR_ID_UNKNOWN", `there is no request ${[...missing].join(", ")}`, {
    hint: "the ids are those of the examinations: export --format jsonl shows them",
  });
}
