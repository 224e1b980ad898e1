// The requests of inputs examined one by one, in order, each looked at together with its neighbours; memory does not grow with their
// number. `explain` tells them, `export` writes them down.
import { resolve } from "node:path";
import { loadKnowledge } from "../credentials/load-knowledge.ts";
import { editedParts } from "../diagnosis/edited-paste.ts";
import type { Examination } from "../diagnosis/examination.ts";
import type { Examiner } from "../diagnosis/examine.ts";
import { createExaminer, examine } from "../diagnosis/examine.ts";
import { examineFully } from "../diagnosis/examine-fully.ts";
import { absentNotes, asNested, nestedSubject, signedFor } from "../diagnosis/examine-nested.ts";
import { learnedCredentials, withLearned } from "../diagnosis/learned-credentials.ts";
import type { NestedRequest } from "../diagnosis/nested-request.ts";
import { nestedRequests } from "../diagnosis/nested-requests.ts";
import type { RecentExchanges } from "../diagnosis/recent-exchanges.ts";
import { rememberExchanges } from "../diagnosis/recent-exchanges.ts";
import type { SearchBudget } from "../diagnosis/search-outcome.ts";
import type { InputExchange, InputRefusal } from "../inputs/input-exchange.ts";
import type { ExaminationJson } from "../report/examination-json.ts";
import { storedExamination } from "../report/stored-examination.ts";
import { bodyInflater } from "../search/body-inflater.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { CommandContext } from "./command-context.ts";
import type { Reading } from "./explain-readings.ts";
import { readings, textReadings } from "./explain-readings.ts";
import type { AheadBounds } from "./read-ahead.ts";
import { readAhead } from "./read-ahead.ts";
import type { Settings } from "./settings.ts";

/** Settings that examining inputs looks at. */
export type ExaminingSettings = Pick<
  Settings,
  "credentials" | "defaultCredentials" | "signingKey" | "learn" | "now" | "scheme" | "format"
> & {
  /** What is known, where it was loaded before. */
  readonly knowledge?: Knowledge;
};

/** What of its surroundings examining looks at. */
export type ExaminingContext = Pick<CommandContext, "environment" | "home" | "workingFolder"> & {
  readonly output: Pick<CommandContext["output"], "err">;
};

/** One examination of an input, or the reason why there is none. */
export type InputResult =
  | {
      readonly kind: "examined";
      readonly examination: Examination;
      /** What was left out, assumed or not understood, in words. */
      readonly notes: readonly string[];
      /** Whether it stands inside the request of the result before. */
      readonly inner: boolean;
      /** Set where it was not examined now: the examination as evidence holds it. */
      readonly stored?: ExaminationJson;
    }
  | { readonly kind: "refused"; readonly input: string; readonly refusal: InputRefusal };

/** Inputs under examination. */
export interface ExaminedInputs {
  /** The results, in order; to be read once. */
  readonly results: AsyncIterable<InputResult>;
  /** Whether any secret or signing key is known. */
  knowsAny(): boolean;
}

/** Opens inputs to be examined with what the settings say is known; `inputs` are paths, and `-` is standard input. */
export async function examineInputs(
  inputs: readonly string[],
  settings: ExaminingSettings,
  context: ExaminingContext,
): Promise<ExaminedInputs> {
  const run = await openRun(settings, context);
  return {
    results: results(readings(inputs, run), run),
    knowsAny: () => {
      const { credentials, signingKeys } = run.examiner.knowledge;
      return credentials.length + signingKeys.length > 0;
    },
  };
}

/** Examines what one text holds, with what is known already, by a clock if one is given: nothing of it is written anywhere. */
export function examineText(
  bytes: Uint8Array,
  knowledge: Knowledge,
  nowEpochMs: number | null = null,
): AsyncIterable<InputResult> {
  const settings = { ...noSettings, learn: true, now: nowEpochMs };
  const run = newRun(settings, { workingFolder: "", note: () => undefined }, knowledge);
  return results(textReadings(bytes, settings), run);
}

const noSettings: ExaminingSettings = {
  ...{ credentials: [], defaultCredentials: false, signingKey: [], learn: false },
  ...{ now: null, scheme: null, format: null },
};

/** Bounds of one search for a proof: generous at first; once a call has searched for long, thousands of inputs must still end. */
const searchMs = 5000;
const longSearchedMs = 60_000;
const searchMsAfterwards = 500;
const suppositions = 700_000;

interface Run {
  readonly settings: ExaminingSettings;
  readonly workingFolder: string;
  /** Takes sentences for people. */
  readonly note: (text: string) => void;
  examiner: Examiner;
  /** The requests around the one that is examined. */
  readonly recent: RecentExchanges;
  /** Time spent searching for proofs so far. */
  searchedMs: number;
}

async function openRun(settings: ExaminingSettings, context: ExaminingContext): Promise<Run> {
  const { environment, home, output, workingFolder } = context;
  const around = { workingFolder, note: (text: string) => output.err(`note: ${text}`) };
  if (settings.knowledge) return newRun(settings, around, settings.knowledge);
  const { knowledge, notes } = await loadKnowledge({
    environment,
    files: settings.credentials.map((file) => resolve(workingFolder, file)),
    defaultCredentials: settings.defaultCredentials,
    signingKeys: settings.signingKey,
    home,
  });
  for (const note of notes) around.note(note);
  return newRun(settings, around, knowledge);
}

function newRun(
  settings: ExaminingSettings,
  around: Pick<Run, "workingFolder" | "note">,
  knowledge: Knowledge,
): Run {
  const examiner = createExaminer(knowledge, undefined, bodyInflater);
  const recent = rememberExchanges(2 * windowRequests + 1);
  return { settings, ...around, examiner, recent, searchedMs: 0 };
}

async function* results(series: AsyncIterable<Reading>, run: Run): AsyncGenerator<InputResult> {
  for await (const { id, place, read } of readAhead(series, neighbourhood(run))) {
    if ("code" in read) {
      yield { kind: "refused", input: place.input, refusal: read };
      continue;
    }
    if ("stored" in read) {
      const stored = { ...read.stored, ...place };
      const inner = stored.nested !== undefined && stored.nested.within !== null;
      yield { kind: "examined", examination: storedExamination(stored), notes: read.notes, inner, stored };
      continue;
    }
    const examination = await examineInput(id, place, read, run);
    const notes = [...inputNotes(read), ...absentNotes(examination)];
    yield { kind: "examined", examination, notes, inner: false };
    yield* nestedResults(id, place, read, run);
  }
}

/** Requests before and after one that are looked at together with it, and bytes that may be held for that. */
const windowRequests = 64;
const windowBytes = 64 * 1024 * 1024;

/** Remembers each captured request when it is read. */
function neighbourhood(run: Run): AheadBounds<Reading> {
  return {
    count: windowRequests,
    bytes: windowBytes,
    bytesOf: ({ read }) =>
      "code" in read || "stored" in read ? 0 : read.request.body.bytes + (read.response?.body.bytes ?? 0),
    seen: ({ id, read }) => {
      if ("code" in read || "stored" in read || read.origin !== "captured" || read.nested) return;
      run.recent.add({ id, request: read.request, response: read.response });
      if (run.settings.learn) learn(run, read);
    },
  };
}

function learn(run: Run, { request, response }: InputExchange): void {
  const grown = withLearned(run.examiner.knowledge, learnedCredentials(request, response, bodyInflater));
  if (grown !== null) run.examiner = { ...run.examiner, knowledge: grown };
}

/** Signed requests inside the messages: each is an examination of its own, after that of the request around it. */
async function* nestedResults(
  id: string,
  place: Reading["place"],
  { request, response, origin, nested }: InputExchange,
  run: Run,
): AsyncGenerator<InputResult> {
  if (origin !== "captured" || nested) return;
  for (const [at, found] of nestedRequests(request, response).entries()) {
    const around = { id: `${id}.${at + 1}`, ...place, within: id };
    const examination = await examineNested(found, around, run);
    const notes = [`found in the ${found.place} of ${id}`, ...absentNotes(examination)];
    yield { kind: "examined", examination, notes, inner: true };
  }
}

async function examineNested(
  found: NestedRequest,
  around: Reading["place"] & { readonly id: string; readonly within: string | null },
  run: Run,
): Promise<Examination> {
  const inner = nestedSubject(found, { ...around, nowEpochMs: run.settings.now }, run.examiner);
  if (inner.absent.length > 0) return asNested(examine(inner.subject, run.examiner), inner);
  const examination = await examineFully(inner.subject, run.examiner, budgetOf(run));
  run.searchedMs += examination.search?.milliseconds ?? 0;
  return asNested(examination, inner);
}

function budgetOf(run: Run): SearchBudget {
  return {
    milliseconds: run.searchedMs < longSearchedMs ? searchMs : searchMsAfterwards,
    suppositions,
    now: () => performance.now(),
  };
}

async function examineInput(
  id: string,
  place: Reading["place"],
  { request: assumed, response, clientTexts, origin, nested, methods }: InputExchange,
  run: Run,
): Promise<Examination> {
  const request = methods ? signedFor(assumed, methods, run.examiner) : assumed;
  if (nested) return examineNested(nested, { id, ...place, within: null }, run);
  const subject = {
    id,
    ...place,
    request,
    response,
    clientTexts,
    origin,
    edited: origin === "captured" ? editedParts(request) : [],
    selfCheck: null,
    nowEpochMs: run.settings.now,
    related: origin === "captured" ? run.recent.neighboursOf({ id, request, response }) : [],
  };
  const examination = await examineFully(subject, run.examiner, budgetOf(run));
  run.searchedMs += examination.search?.milliseconds ?? 0;
  return examination;
}

/** What the reader says of the input, and what in it was edited before it came here. */
function inputNotes({ request, origin, notes }: InputExchange): string[] {
  const edited = origin === "captured" ? editedParts(request) : [];
  if (edited.length === 0) return [...notes];
  return [...notes, `the request was edited (${edited.join(", ")}): what was edited is not judged`];
}
