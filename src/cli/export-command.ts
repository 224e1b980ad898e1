// The `export` command: requests written in a format that something else reads.
import { resolve } from "node:path";
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { ExportedExchange } from "../report/exported-exchange.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { exportBundle } from "./export-bundle.ts";
import { openExportFile, writePieces } from "./export-file.ts";
import type { RequestFormat } from "./export-formats.ts";
import { reportPieces, requestFormats, requestText } from "./export-formats.ts";
import { exportedInputs, wantedExchanges } from "./export-source.ts";
import { openExportStream } from "./export-stream.ts";
import { newestEvidenceFile } from "./newest-evidence.ts";
import { reportFormats } from "./report-target.ts";
import type { SettingName, Settings } from "./settings.ts";

const exportSettings: readonly SettingName[] = [
  "credentials",
  "defaultCredentials",
  "signingKey",
  "learn",
  "now",
  "scheme",
  "evidence",
];

/** Declares `export`. */
export function exportCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("export")
    .description("write requests as HAR, SARIF, JUnit, a report, or one as a curl command and others")
    .argument(
      "[input...]",
      "evidence files, logs of examinations and every input of explain, - for standard input; without one the newest evidence",
    )
    .requiredOption("--format <name>", `one of ${[...reportFormats, "bundle", ...requestFormats].join(", ")}`)
    .option("--output <file>", "file to write, replaced when the new one is whole (default: standard output)")
    .option(
      "--id <id>",
      "only this request; may be given again",
      (id: string, before: string[]) => [...before, id],
      [],
    );
  withSettings(command, exportSettings, context, (settings, words) =>
    exportRequests(settings, words, chosen(command), context),
  );
  command.addHelpText("after", help);
}

const help = `
An input is an evidence file, a bundle or a log that --log or explain --json wrote, taken as they stand, or anything that explain
reads, examined first. A bundle is one evidence file with its seal, a HAR and a report, to be handed over: countersign verify checks it.
Reports of many requests: har (HAR 1.2, each entry with its examination under _countersign), jsonl (the examinations), sarif
(2.1.0, for code scanning), junit (XML, for CI servers), markdown, and html (one file without scripts). Of single requests:
curl, awscurl, aws (the AWS CLI) and boto3, which sign again with your own credentials, and http (raw bytes, as explain reads
them). Nothing exported holds a secret: tokens and keys are redacted, signatures shortened, bodies that carry credentials
left out.
The exit status is 0 when everything was written, 2 when an input or a request could not be.

Examples:
  $ countersign export --format html --output report.html              the newest run
  $ countersign export --format html --output report.html seen.jsonl
  $ countersign export --format sarif case.http > case.sarif
  $ countersign export --format har --output seen.har captures/*.http
  $ countersign export --format curl --id 7 seen.jsonl
  $ countersign export --format bundle --output incident.bundle ~/.countersign/evidence/2026-01-02T03-04-05Z-4711.sqlite`;

interface Choice {
  readonly format: string;
  readonly output: string | null;
  readonly ids: readonly string[];
}

function chosen(command: Command): Choice {
  const { format, output, id } = command.opts<{ format: string; output?: string; id: string[] }>();
  return { format, output: output ?? null, ids: id };
}

async function exportRequests(
  settings: Settings,
  words: readonly string[],
  { format, output, ids }: Choice,
  context: CommandContext,
): Promise<number> {
  const inputs = chosenInputs(settings, words, context);
  if (format === "bundle") return exportBundle(inputs, output, context);
  const report = reportFormats.find((one) => one === format);
  const single = requestFormats.find((one) => one === format);
  if (!report && !single) throw unknownFormat(format);
  const faults = faultList(context);
  const exchanges = counted(
    wantedExchanges(exportedInputs(inputs, { ...settings, format: null }, context, faults), ids),
    context,
  );
  const encoding = format === "http" ? "latin1" : "utf8";
  const file =
    output === null
      ? openExportStream(encoding)
      : openExportFile(resolve(context.workingFolder, output), encoding);
  const pieces = report
    ? reportPieces(report, exchanges, context.version)
    : requestTexts(single ?? "curl", exchanges, faults.refused);
  await writePieces(pieces, file);
  return faults.count() > 0 ? 2 : 0;
}

/** The evidence file that --evidence names goes with the inputs; without any, it is that of the newest run. */
function chosenInputs(
  { evidence }: Settings,
  words: readonly string[],
  context: CommandContext,
): readonly string[] {
  const named = evidence === null || evidence === "off" ? [] : [evidence];
  if (named.length + words.length > 0) return [...named, ...words];
  return [
    newestEvidenceFile(
      context,
      "export",
      "countersign export --format sarif request.http, or - for standard input",
    ),
  ];
}

function unknownFormat(format: string): CountersignError {
  const message = `--format: ${JSON.stringify(visibleText(format).slice(0, 60))} is no format of exports`;
  return new CountersignError("ERR_OPTION_INVALID", message, {
    hint: `write one of ${[...reportFormats, "bundle", ...requestFormats].join(", ")}`,
  });
}

/** Requests one below the other: divided by lines of %%% where explain is to read them back, by empty lines elsewhere. */
async function* requestTexts(
  format: RequestFormat,
  exchanges: AsyncIterable<ExportedExchange>,
  refused: (what: string, message: string) => void,
): AsyncGenerator<string> {
  let first = true;
  for await (const exchange of exchanges) {
    const written = requestText(format, exchange);
    if ("refusal" in written) {
      refused(`request ${exchange.examination.id}`, written.refusal);
      continue;
    }
    const divider = first ? "" : format === "http" ? "\n%%%\n" : "\n";
    yield `${divider}${written.text}${format === "http" ? "" : "\n"}`;
    first = false;
  }
}

function faultList({ output }: CommandContext) {
  let count = 0;
  return {
    note: (text: string): void => output.err(`note: ${visibleText(text)}`),
    refused: (what: string, message: string): void => {
      count += 1;
      output.err(`${visibleText(what)}: ${visibleText(message)}`);
    },
    count: () => count,
  };
}

/** How long an export may take before it says how far it is, and between two such sentences, in milliseconds. */
const quietMs = 2000;

/** Says now and then how many requests were written, to people only. */
async function* counted(
  exchanges: AsyncIterable<ExportedExchange>,
  { output }: CommandContext,
): AsyncGenerator<ExportedExchange> {
  let [count, told] = [0, performance.now()];
  for await (const exchange of exchanges) {
    yield exchange;
    count += 1;
    if (!process.stderr.isTTY || performance.now() - told < quietMs) continue;
    told = performance.now();
    output.err(`${count} requests so far`);
  }
}
