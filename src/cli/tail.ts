// The `tail` command: the live list of requests in a terminal, from the evidence or the log that a proxy writes, with the inspector's filters.
import { resolve } from "node:path";
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import { storedExamination } from "../inputs/stored-examinations.ts";
import { exchangeLine } from "../report/exchange-line.ts";
import type { Filter } from "../report/filter-expression.ts";
import { parseFilter } from "../report/filter-expression.ts";
import type { FilterSubject } from "../report/filter-match.ts";
import { filterMatches } from "../report/filter-match.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { followEvidence } from "./follow-evidence.ts";
import { followLines } from "./follow-lines.ts";
import { newestEvidenceFile } from "./newest-evidence.ts";
import { paintFor } from "./paint.ts";
import type { Settings } from "./settings.ts";

/** Declares `tail`. */
export function tailCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("tail")
    .description("show requests as they come, from the evidence or the log that start or run writes")
    .argument("[filter...]", "which requests: ~svc s3 ~verdict mismatch, or a part of the URL")
    .option("--no-follow", "end at the end of the file");
  withSettings(command, ["log", "evidence", "json"], context, (settings, words) => {
    const text = words.join(" ");
    const { follow } = command.opts<{ follow: boolean }>();
    const typed = ["log", "evidence"].filter((name) => command.getOptionValueSource(name) === "cli");
    return tail({ settings, typed, follow, filter: filterOf(text), bodies: /~b\b/i.test(text) }, context);
  });
  command.addHelpText("after", help);
}

const help = `
Without --log or --evidence it is the evidence of the newest run. An evidence file and the log that --log of start or run writes
may still be written, and may not be there yet; a log may be rotated. Ctrl-C ends.

A filter is made of ~svc service, ~reg region, ~op operation, ~akid key id, ~rule finding, ~verdict verdict, ~err error,
~u URL, ~d host, ~m method, ~c status (403 or 4xx), ~h header and ~b body, joined by & (or nothing), | and !, with
parentheses. Case does not matter and * stands for anything; a text alone is looked for in the URL. Without a text, ~err
asks for any error and ~rule for any finding.

Examples:
  $ countersign tail                                        the newest run
  $ countersign tail --evidence seen.sqlite '~b ListAllMyBuckets'
  $ countersign start --log seen.jsonl &
  $ countersign tail --log seen.jsonl
  $ countersign tail --log seen.jsonl '~verdict mismatch | ~err'
  $ countersign tail --log seen.jsonl '~svc s3 & !(~m GET | ~m HEAD)'
  $ countersign tail --log seen.jsonl --json --no-follow '~rule clock-skew' | jq .causes`;

interface Tail {
  readonly settings: Settings;
  /** Which of `log` and `evidence` stand on the command line: they win over what a configuration file has for start. */
  readonly typed: readonly string[];
  readonly follow: boolean;
  readonly filter: Filter;
  /** Whether the filter looks at bodies: long ones are read for it alone. */
  readonly bodies: boolean;
}

async function tail(asked: Tail, context: CommandContext): Promise<number> {
  const { settings, filter } = asked;
  const { output } = context;
  const paint = paintFor(output.colour.out);
  const stop = new AbortController();
  const stopped = (): void => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopped);
  try {
    for await (const subject of subjects(asked, context, stop.signal)) {
      if (!filterMatches(filter, subject)) continue;
      const { examination } = subject;
      output.out(settings.json ? JSON.stringify(examination) : exchangeLine(examination, paint));
      await output.keptUp();
      if (output.gone()) break;
    }
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stopped);
  }
  return 0;
}

/** The requests of the log or the evidence, whichever is asked for; of neither, the newest run's evidence. */
function subjects(asked: Tail, context: CommandContext, signal: AbortSignal): AsyncGenerator<FilterSubject> {
  const { settings, typed, follow, bodies } = asked;
  const log = settings.log === "-" ? null : settings.log;
  const evidence = settings.evidence === "off" ? null : settings.evidence;
  const { workingFolder, output } = context;
  if (log !== null && (typed.includes("log") || !typed.includes("evidence")))
    return loggedSubjects(resolve(workingFolder, log), { follow, signal });
  const path =
    evidence === null
      ? newestEvidenceFile(context, "tail", "countersign tail --log seen.jsonl, or --evidence seen.sqlite")
      : resolve(workingFolder, evidence);
  return followEvidence(path, {
    follow,
    signal,
    bodies,
    note: (text) => output.err(`note: ${visibleText(text)}`),
  });
}

async function* loggedSubjects(
  path: string,
  options: { readonly follow: boolean; readonly signal: AbortSignal },
): AsyncGenerator<FilterSubject> {
  try {
    for await (const line of followLines(path, options)) {
      const examination = storedExamination(line);
      if (examination) yield { examination, requestBody: null, responseBody: null };
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function filterOf(text: string): Filter {
  const filter = parseFilter(text);
  if (!("wrong" in filter)) return filter;
  throw new CountersignError(
    "ERR_FILTER_INVALID",
    `the filter cannot be understood at character ${filter.at + 1}: ${filter.wrong}`,
    {
      hint: "countersign tail --help shows the language; a shell needs single quotes around & | ! ( )",
    },
  );
}

function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause)) return cause;
  return new CountersignError("ERR_FILE_UNREADABLE", `${path} cannot be read (${String(cause.code)})`, {
    hint: "name the file that start or run is given by --log",
    cause,
  });
}
