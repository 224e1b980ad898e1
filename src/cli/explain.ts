// The `explain` command: captured requests examined offline and told one by one, for people or as JSON lines.
import { resolve } from "node:path";
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { InputRefusal } from "../inputs/input-exchange.ts";
import { openExaminationLog } from "../log/examination-log.ts";
import { examinationJson } from "../report/examination-json.ts";
import { examinationText } from "../report/examination-text.ts";
import { summaryText } from "../report/summary.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import type { InputResult } from "./examine-inputs.ts";
import { examineInputs } from "./examine-inputs.ts";
import { paintFor } from "./paint.ts";
import type { ReportFiles } from "./report-files.ts";
import { openReportFiles } from "./report-files.ts";
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
  "report",
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
for EKS, RDS, ElastiCache, MSK and Vault (signed-token); examinations as JSON lines (examinations). An evidence file or a bundle
is read record by record: what it stored redacted is shown as it was examined.
The exit status is 1 when something reaches --fail-on (default error), 2 when an input could not be read, else 0.

Examples:
  $ countersign explain request.http
  $ countersign explain --json captures/*.http | jq -c '[.input, .verdict, .causes]'
  $ countersign explain --report found.sarif --report found.xml captures/*.http
  $ countersign explain --credentials known.ini --now 2026-01-02T03:04:05Z request.http
  $ printf 'GET / HTTP/1.1\\r\\nHost: sts.amazonaws.com\\r\\n\\r\\n' | countersign explain`;

async function explain(
  settings: Settings,
  words: readonly string[],
  context: CommandContext,
): Promise<number> {
  const inputs = inputsOf(words, "explain request.http");
  const run = openRun(settings, context);
  const { results, knowsAny } = await examineInputs(inputs, settings, context);
  let [unreadable, requests] = [0, 0];
  for await (const result of results) {
    if (result.kind === "refused") {
      unreadable += 1;
      reportRefusal(result.input, result.refusal, run);
    } else report(result, run);
    if (result.kind === "refused" || !result.inner) requests += 1;
    await context.output.keptUp();
    if (context.output.gone()) break;
    // Lets signals and timers through between requests that are answered without waiting.
    if (requests % 256 === 0) await new Promise((turn) => setImmediate(turn));
  }
  await run.log?.close();
  await run.reports.close();
  if (requests > 1) context.output.err(summaryText(run.tally.summary(), paintFor(context.output.colour.err)));
  if (!knowsAny()) noteUnknownKeys(run);
  if (unreadable > 0) {
    context.output.err(
      unreadable === 1 ? "1 input could not be read" : `${unreadable} inputs could not be read`,
    );
    return 2;
  }
  return run.tally.fails(settings.failOn ?? "error") ? 1 : 0;
}

type Examined = Extract<InputResult, { kind: "examined" }>;

interface Run {
  readonly settings: Settings;
  readonly context: CommandContext;
  readonly tally: Tally;
  readonly log: ReturnType<typeof openExaminationLog> | null;
  readonly reports: ReportFiles;
}

function openRun(settings: Settings, context: CommandContext): Run {
  const { output, workingFolder, version } = context;
  const logFile =
    settings.log === null || settings.log === "-" ? settings.log : resolve(workingFolder, settings.log);
  return {
    settings,
    context,
    tally: openTally(),
    log: logFile === null ? null : openExaminationLog(logFile, output.standardOutput),
    reports: openReportFiles(settings.report, { workingFolder, version, note: output.err }),
  };
}

/** The inputs named; standard input where none is and somebody pipes one in. Throws ERR_USAGE. */
function inputsOf(inputs: readonly string[], example: string): readonly string[] {
  if (inputs.length > 0) return inputs;
  if (process.stdin.isTTY) {
    throw new CountersignError("ERR_USAGE", `${example.split(" ")[0]} needs an input`, {
      hint: `countersign ${example}, or pipe one in`,
    });
  }
  return ["-"];
}

function report({ examination, notes: inputNotes, stored }: Examined, run: Run): void {
  const { settings, context, tally, log, reports } = run;
  tally.add(examination);
  reports.add(examination);
  log?.examination({ ...(stored ?? examinationJson(examination, { signature: "short" })) });
  if (settings.json) {
    const json = stored ?? examinationJson(examination, { signature: "full" });
    context.output.out(JSON.stringify(inputNotes.length > 0 ? { ...json, inputNotes } : json));
    return;
  }
  const notes = inputNotes.map((note) => `    note: ${note}`);
  context.output.out(
    [examinationText(examination, paintFor(context.output.colour.out)), ...notes].join("\n"),
  );
}

function noteUnknownKeys({ tally, context }: Run): void {
  if (!tally.summary().verdicts.has("unverifiable")) return;
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
