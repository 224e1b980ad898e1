// The `tail` command: the live list of requests in a terminal, from the log that a proxy writes, with the filters of the inspector.
import { resolve } from "node:path";
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import { storedExamination } from "../inputs/stored-examinations.ts";
import { exchangeLine } from "../report/exchange-line.ts";
import type { Filter } from "../report/filter-expression.ts";
import { parseFilter } from "../report/filter-expression.ts";
import { filterMatches } from "../report/filter-match.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { followLines } from "./follow-lines.ts";
import { paintFor } from "./paint.ts";
import type { Settings } from "./settings.ts";

/** Declares `tail`. */
export function tailCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("tail")
    .description("show requests as they come, from the log that start or run writes")
    .argument("[filter...]", "which requests: ~svc s3 ~verdict mismatch, or a part of the URL")
    .option("--no-follow", "end at the end of the log");
  withSettings(command, ["log", "json"], context, (settings, words) =>
    tail(settings, words, command.opts<{ follow: boolean }>().follow, context),
  );
  command.addHelpText("after", help);
}

const help = `
The log is the file that --log of start or run writes; it may be new, and may be rotated. Ctrl-C ends.

A filter is made of ~svc service, ~reg region, ~op operation, ~akid key id, ~rule finding, ~verdict verdict, ~err error,
~u URL, ~d host, ~m method, ~c status (403 or 4xx), ~h header and ~b body, joined by & (or nothing), | and !, with
parentheses. Case does not matter and * stands for anything; a text alone is looked for in the URL. Without a text, ~err
asks for any error and ~rule for any finding.

Examples:
  $ countersign start --log seen.jsonl &
  $ countersign tail --log seen.jsonl
  $ countersign tail --log seen.jsonl '~verdict mismatch | ~err'
  $ countersign tail --log seen.jsonl '~svc s3 & !(~m GET | ~m HEAD)'
  $ countersign tail --log seen.jsonl --json --no-follow '~rule clock-skew' | jq .causes`;

async function tail(
  settings: Settings,
  words: readonly string[],
  follow: boolean,
  context: CommandContext,
): Promise<number> {
  const { output, workingFolder } = context;
  const filter = filterOf(words.join(" "));
  const path = logPath(settings.log, workingFolder);
  const paint = paintFor(output.colour.out);
  const stop = new AbortController();
  const stopped = (): void => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopped);
  try {
    for await (const line of followLines(path, { follow, signal: stop.signal })) {
      const examination = storedExamination(line);
      if (!examination) continue;
      if (!filterMatches(filter, { examination, requestBody: null, responseBody: null })) continue;
      output.out(settings.json ? JSON.stringify(examination) : exchangeLine(examination, paint));
      await output.keptUp();
      if (output.gone()) break;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stopped);
  }
  return 0;
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

function logPath(log: string | null, workingFolder: string): string {
  if (log !== null && log !== "-") return resolve(workingFolder, log);
  throw new CountersignError("ERR_USAGE", "tail needs the log to follow", {
    hint: "countersign tail --log seen.jsonl, with the file that start or run is given by --log",
  });
}

function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause)) return cause;
  return new CountersignError("ERR_FILE_UNREADABLE", `${path} cannot be read (${String(cause.code)})`, {
    hint: "name the file that start or run is given by --log",
    cause,
  });
}
