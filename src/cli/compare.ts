// The `compare` command: two captures around a middlebox, joined request by request. It works without any secret.
import type { Command } from "commander";
import type { Examination } from "../diagnosis/examination.ts";
import type { Paint } from "../report/paint.ts";
import { clipped } from "../report/request-facts.ts";
import type { TapComparison, TapPair } from "../report/tap-comparison.ts";
import { tapComparison, tapPairs } from "../report/tap-comparison.ts";
import { visibleBytes, visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { examineInputs } from "./examine-inputs.ts";
import { paintFor } from "./paint.ts";
import type { SettingName, Settings } from "./settings.ts";

const compareSettings: readonly SettingName[] = [
  "credentials",
  "defaultCredentials",
  "signingKey",
  "now",
  "scheme",
  "format",
  "json",
];

/** Declares `compare`. */
export function compareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("compare")
    .description("show what a middlebox changed, from a capture before it and one behind it")
    .argument("<before>", "the capture nearer to the client: anything that explain reads")
    .argument("<after>", "the capture nearer to AWS");
  withSettings(command, compareSettings, context, (settings, [before = "", after = ""]) =>
    compare(settings, before, after, context),
  );
  command.addHelpText("after", help);
}

const help = `
Requests are joined by their signature, then by order. What changed is marked as signed or not: a change of signed bytes is
what broke the signature. No secret is needed; with one it is also said whether the signature was right before the middlebox.
The exit status is 1 when a change broke a signature, 2 when a capture could not be read, else 0.

Examples:
  $ countersign compare client-side.http aws-side.http
  $ countersign compare --json before.har after.har | jq 'select(.effect == "breaks") | .changes'`;

async function compare(
  settings: Settings,
  before: string,
  after: string,
  context: CommandContext,
): Promise<number> {
  const { output } = context;
  const faults: string[] = [];
  const [first, second] = [
    await examinationsOf(before, settings, context, faults),
    await examinationsOf(after, settings, context, faults),
  ];
  for (const fault of faults) output.err(fault);
  if (faults.length > 0) return 2;
  let broken = false;
  for (const pair of tapPairs(first, second)) {
    const comparison = pair.before && pair.after ? tapComparison(pair.before, pair.after) : null;
    broken ||= comparison?.effect === "breaks";
    output.out(
      settings.json ? pairJson(pair, comparison) : pairText(pair, comparison, paintFor(output.colour.out)),
    );
    await output.keptUp();
  }
  return broken ? 1 : 0;
}

/** Requests of one capture that are compared at most: all of them are held. */
const mostRequests = 20_000;

async function examinationsOf(
  input: string,
  settings: Settings,
  context: CommandContext,
  faults: string[],
): Promise<readonly Examination[]> {
  const found: Examination[] = [];
  const { results } = await examineInputs([input], settings, context);
  for await (const result of results) {
    if (result.kind === "refused")
      faults.push(`${visibleText(result.input)}: ${result.refusal.message} (${result.refusal.code})`);
    else if (!result.inner) found.push(result.examination);
    if (found.length >= mostRequests) break;
  }
  return found;
}

function pairJson(pair: TapPair, comparison: TapComparison | null): string {
  const place = (one: Examination | null): object | null =>
    one && { id: one.id, verdict: one.verdict, method: one.request.method, authority: one.request.authority };
  return JSON.stringify({
    schema: "countersign.comparison/1",
    before: place(pair.before),
    after: place(pair.after),
    ...(comparison ?? {
      changes: [],
      effect: pair.before ? "lost" : "added",
      wrongBefore: null,
      delayMs: null,
    }),
  });
}

function pairText(pair: TapPair, comparison: TapComparison | null, paint: Paint): string {
  const one = pair.before ?? pair.after;
  const name = one
    ? clipped(visibleText(`${one.request.method} ${one.request.authority} #${one.id}`), 120)
    : "";
  if (!comparison) return `${paint.yellow(pair.before ? "not behind it" : "only behind it")}  ${name}`;
  const changes = comparison.changes.map(({ part, before, after, signed }) =>
    [
      `    ${signed ? paint.red("signed  ") : paint.dim("unsigned")}  ${visibleText(part)}`,
      `        before  ${shown(before)}`,
      `        after   ${shown(after)}`,
    ].join("\n"),
  );
  return [`${effectWords(comparison, paint)}  ${name}${delay(comparison)}`, ...changes].join("\n");
}

function shown(text: string | null): string {
  return text === null ? "(not there)" : clipped(visibleBytes(text).replaceAll("␠", " "), 400);
}

function delay({ delayMs }: TapComparison): string {
  return delayMs === null ? "" : `  ${delayMs} ms apart`;
}

function effectWords({ effect, wrongBefore }: TapComparison, paint: Paint): string {
  const earlier = wrongBefore === true ? ", and the signature was wrong before it" : "";
  switch (effect) {
    case "breaks":
      return paint.red(`the signature broke here${earlier}`);
    case "harmless":
      return paint.green(`changed, nothing signed${earlier}`);
    case "unchanged":
      return paint.green(`unchanged${earlier}`);
    case "unknown":
      return paint.yellow("changed; what was signed cannot be read");
  }
}
