// The requests of one capture for `compare`: evidence and logs as they were stored, every other input of `explain` examined first.
import { resolve } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";
import { storedExamination } from "../inputs/stored-examinations.ts";
import type { ExaminationJson } from "../report/examination-json.ts";
import type { TapPlace } from "../report/tap-place.ts";
import { storedTapPlace, tapPlace } from "../report/tap-place.ts";
import type { CommandContext } from "./command-context.ts";
import { exportedEvidence } from "./evidence-source.ts";
import { examineInputs } from "./examine-inputs.ts";
import { evidenceItems, isEvidence } from "./explain-evidence.ts";
import { isExaminationLog } from "./export-source.ts";
import { wholeLines } from "./follow-lines.ts";
import type { Settings } from "./settings.ts";

/** What was read of a capture. */
export interface ReadCapture {
  readonly places: readonly TapPlace[];
  /** Why it could not be read, or not to its end; empty where it was. */
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** Requests of one capture that are compared at most: all of them are held. */
const mostTapRequests = 20_000;

/** Reads a capture. */
export async function readCapture(
  input: string,
  settings: Settings,
  context: CommandContext,
): Promise<ReadCapture> {
  const read = { places: [] as TapPlace[], faults: [] as string[], notes: [] as string[] };
  for await (const place of placesOf(input, read, settings, context)) {
    if (read.places.length >= mostTapRequests) {
      read.notes.push(`${input}: its first ${mostTapRequests} requests are compared`);
      break;
    }
    read.places.push(place);
  }
  return read;
}

interface Told {
  readonly faults: string[];
  readonly notes: string[];
}

async function* placesOf(
  input: string,
  told: Told,
  settings: Settings,
  context: CommandContext,
): AsyncGenerator<TapPlace> {
  const path = resolve(context.workingFolder, input);
  const file = input !== "-" && settings.format === null;
  if (file && isEvidence(path)) yield* evidencePlaces(path, input, told);
  else if (file && (await isExaminationLog(path))) yield* loggedPlaces(path);
  else {
    const { results } = await examineInputs([input], settings, context);
    for await (const result of results) {
      if (result.kind === "refused")
        told.faults.push(`${result.input}: ${result.refusal.message} (${result.refusal.code})`);
      else if (!result.inner) yield tapPlace(result.examination);
    }
  }
}

async function* evidencePlaces(path: string, input: string, told: Told): AsyncGenerator<TapPlace> {
  try {
    for await (const { examination } of exportedEvidence(evidenceItems(path), (words) =>
      told.notes.push(`${input}: ${words}`),
    ))
      if (isOuter(examination)) yield storedTapPlace(examination);
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    told.faults.push(`${input}: ${error.message} (${error.code})`);
  }
}

async function* loggedPlaces(path: string): AsyncGenerator<TapPlace> {
  for await (const line of wholeLines(path)) {
    const examination = inner.test(line) ? null : storedExamination(line);
    if (examination) yield storedTapPlace(examination);
  }
}

/** The mark of a request inside another message; within a text its quotes would be escaped. */
const inner = /"nested":\{[^{}]*"within":"/;

/** A signed request inside another message crossed the middlebox with that one. */
function isOuter({ nested }: ExaminationJson): boolean {
  return nested === undefined || nested.within === null;
}
