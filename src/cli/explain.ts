// The `explain` command: captured requests examined offline, one by one, so that memory does not grow with their number.
import { resolve } from "node:path";
import type { Command } from "commander";
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
import { CountersignError } from "../http/countersign-error.ts";
import type { InputExchange, InputRefusal } from "../inputs/input-exchange.ts";
import { openExaminationLog } from "../log/examination-log.ts";
import { examinationJson } from "../report/examination-json.ts";
import { examinationText } from "../report/examination-text.ts";
import { summaryText } from "../report/summary.ts";
import { visibleText } from "../report/visible-text.ts";
import { bodyInflater } from "../search/body-inflater.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { readInput } from "./explain-input.ts";
import { laterOptions } from "./options.ts";
import { paintFor } from "./paint.ts";
import type { AheadBounds } from "./read-ahead.ts";
import { readAhead } from "./read-ahead.ts";
import type { SettingName, Settings } from "./settings.ts";
import type { Tally } from "./tally.ts";
import { openTally } from "./tally.ts";

const explainOptions: readonly SettingName[] = [
  "credentials",
  "defaultCredentials",
  "signingKey",
  "learn",
  "now",
  "scheme",
  "format",
  "failOn",
  "json",
  "log",
  ...laterOptions,
];

/** Declares `explain`. */
export function explainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("explain")
    .description("examine captured requests offline")
    .argument("[input...]", "files with requests, answers or logs; without one, or with -, standard input");
  withSettings(command, explainOptions, context, (settings, inputs) =>
    explain(settings, inputs, context),
  ).addHelpText("after", help);
}

const help = `
An input is, told by its content or --format: raw HTTP/1.1 requests (http), exact bytes, each optionally followed by its
response, divided by lines of exactly %%%; a HAR file (har); a curl command line (curl); a URL (presigned-url); an AWS error
(error-body) or an HTTP response (response) alone; a client's debug log (debug-log); a token or login made of a signed request, as
for EKS, RDS, ElastiCache, MSK and Vault (signed-token); examinations as JSON lines (examinations).
The exit status is 1 when something reaches --fail-on (default error), 2 when an input could not be read, else 0.

Examples:
  $ countersign explain request.http
  $ countersign explain --json captures/*.http | jq -c '[.input, .verdict, .causes]'
  $ countersign explain --credentials known.ini --now 2026-01-02T03:04:05Z request.http
  $ printf 'GET / HTTP/1.1\\r\\nHost: sts.amazonaws.com\\r\\n\\r\\n' | countersign explain`;

/** Bounds of one search for a proof: generous at first; once a call has searched for long, thousands of inputs must still end. */
const searchMs = 5000;
const longSearchedMs = 60_000;
const searchMsAfterwards = 500;
const suppositions = 700_000;

async function explain(
  settings: Settings,
  inputs: readonly string[],
  context: CommandContext,
): Promise<number> {
  const run = await openRun(settings, context);
  let unreadable = 0;
  for await (const { id, place, read } of readAhead(readings(inputs, run), neighbourhood(run))) {
    if ("code" in read) {
      unreadable += 1;
      reportRefusal(place.input, read, run);
    } else {
      const examination = await examineInput(id, place, read, run);
      report(examination, [...inputNotes(read), ...absentNotes(examination)], run);
      await reportNested(id, place, read, run);
    }
    run.index += 1;
    await context.output.keptUp();
    if (context.output.gone()) break;
    // Lets signals and timers through between requests that are answered without waiting.
    if (run.index % 256 === 0) await new Promise((turn) => setImmediate(turn));
  }
  await run.log?.close();
  if (run.index > 1)
    context.output.err(summaryText(run.tally.summary(), paintFor(context.output.colour.err)));
  noteUnknownKeys(run);
  if (unreadable > 0) {
    context.output.err(
      unreadable === 1 ? "1 input could not be read" : `${unreadable} inputs could not be read`,
    );
    return 2;
  }
  return run.tally.fails(settings.failOn ?? "error") ? 1 : 0;
}

interface Run {
  readonly settings: Settings;
  readonly context: CommandContext;
  examiner: Examiner;
  readonly tally: Tally;
  readonly log: ReturnType<typeof openExaminationLog> | null;
  /** The requests around the one that is examined. */
  readonly recent: RecentExchanges;
  index: number;
  /** Time spent searching for proofs so far. */
  searchedMs: number;
}

async function openRun(settings: Settings, context: CommandContext): Promise<Run> {
  const { environment, home, output, workingFolder } = context;
  const { knowledge, notes } = await loadKnowledge({
    environment,
    files: settings.credentials.map((file) => resolve(workingFolder, file)),
    defaultCredentials: settings.defaultCredentials,
    signingKeys: settings.signingKey,
    home,
  });
  for (const note of notes) output.err(`note: ${note}`);
  const logFile =
    settings.log === null || settings.log === "-" ? settings.log : resolve(workingFolder, settings.log);
  const log = logFile === null ? null : openExaminationLog(logFile, output.standardOutput);
  return {
    settings,
    context,
    examiner: createExaminer(knowledge, undefined, bodyInflater),
    tally: openTally(),
    log,
    recent: rememberExchanges(2 * windowRequests + 1),
    index: 0,
    searchedMs: 0,
  };
}

function inputsOf(inputs: readonly string[]): readonly string[] {
  if (inputs.length > 0) return inputs;
  if (process.stdin.isTTY) {
    throw new CountersignError("ERR_USAGE", "explain needs an input", {
      hint: "countersign explain request.http, or pipe one in",
    });
  }
  return ["-"];
}

/** One request of an input, or the reason why there is none. */
interface Reading {
  readonly id: string;
  readonly place: { readonly input: string; readonly index: number };
  readonly read: InputExchange | InputRefusal;
}

/** One reading for each request of each input, in order. */
async function* readings(inputs: readonly string[], run: Run): AsyncGenerator<Reading> {
  let number = 0;
  for (const input of inputsOf(inputs)) {
    const read = await readInput(input, run.settings, run.context.workingFolder);
    for (const [index, one] of ("code" in read ? [read] : read).entries()) {
      number += 1;
      yield { id: String(number), place: { input, index }, read: one };
    }
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
    bytesOf: ({ read }) => ("code" in read ? 0 : read.request.body.bytes + (read.response?.body.bytes ?? 0)),
    seen: ({ id, read }) => {
      if ("code" in read || read.origin !== "captured" || read.nested) return;
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
async function reportNested(
  id: string,
  place: Reading["place"],
  { request, response, origin, nested }: InputExchange,
  run: Run,
): Promise<void> {
  if (origin !== "captured" || nested) return;
  for (const [at, found] of nestedRequests(request, response).entries()) {
    const around = { id: `${id}.${at + 1}`, ...place, within: id };
    const examination = await examineNested(found, around, run);
    report(examination, [`found in the ${found.place} of ${id}`, ...absentNotes(examination)], run);
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

function report(examination: Examination, inputNotes: readonly string[], run: Run): void {
  const { settings, context, tally, log } = run;
  tally.add(examination);
  log?.examination({ ...examinationJson(examination, { signature: "short" }) });
  if (settings.json) {
    const json = examinationJson(examination, { signature: "full" });
    context.output.out(JSON.stringify(inputNotes.length > 0 ? { ...json, inputNotes } : json));
    return;
  }
  const notes = inputNotes.map((note) => `    note: ${note}`);
  context.output.out(
    [examinationText(examination, paintFor(context.output.colour.out)), ...notes].join("\n"),
  );
}

function noteUnknownKeys({ tally, examiner, context }: Run): void {
  const { credentials, signingKeys } = examiner.knowledge;
  if (credentials.length + signingKeys.length > 0 || !tally.summary().verdicts.has("unverifiable")) return;
  context.output.err(
    "note: no credentials are known, so no signature could be verified; see --credentials and --signing-key",
  );
}

function reportRefusal(input: string, refusal: InputRefusal, { settings, context, log }: Run): void {
  const error = { code: refusal.code, message: refusal.message };
  log?.event("error", "input-refused", { input, ...error });
  if (settings.json)
    context.output.out(JSON.stringify({ schema: "countersign.examination/1", input, error }));
  else context.output.err(`${visibleText(input)}: ${refusal.message} (${refusal.code})`);
}
