// The `compare` command: two captures around a middlebox, joined request by request. It works without any secret.
import type { Command } from "commander";
import { tapComparison } from "../report/tap-comparison.ts";
import { tapPairs } from "../report/tap-pairs.ts";
import type { TapCounts } from "../report/tap-text.ts";
import { countTap, tapJson, tapSummary, tapText } from "../report/tap-text.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { readCapture } from "./compare-source.ts";
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
Requests are joined by their signature, then by the ids they carry, then by what they are and in order. What changed is marked
as signed or not: a change of signed bytes is what broke the signature. No secret is needed; with one it is also said whether
the signature was right before the middlebox. Evidence and logs are read too: what redaction hides is compared by its length and
by the hash of what was signed. docs/two-taps.md shows a session.
The exit status is 1 when a change broke a signature, 2 when a capture could not be read, else 0.

Examples:
  $ countersign compare client-side.http aws-side.http
  $ countersign compare near-the-app.sqlite near-aws.sqlite
  $ countersign compare --json before.har after.har | jq 'select(.effect == "breaks") | .changes'`;

async function compare(
  settings: Settings,
  before: string,
  after: string,
  context: CommandContext,
): Promise<number> {
  const { output } = context;
  const captures = [
    await readCapture(before, settings, context),
    await readCapture(after, settings, context),
  ];
  const [first, second] = captures;
  for (const note of captures.flatMap(({ notes }) => notes)) output.err(`note: ${visibleText(note)}`);
  const faults = captures.flatMap((capture) => capture.faults);
  for (const fault of faults) output.err(visibleText(fault));
  if (faults.length > 0) return 2;
  const counts: TapCounts = { effects: new Map(), parts: new Map() };
  const paint = paintFor(output.colour.out);
  let broken = false;
  const pairs = tapPairs(first?.places ?? [], second?.places ?? []);
  for (const pair of pairs) {
    const comparison = pair.before && pair.after ? tapComparison(pair.before, pair.after) : null;
    broken ||= comparison?.brokenHop === "between";
    countTap(counts, pair, comparison);
    output.out(settings.json ? tapJson(pair, comparison) : tapText(pair, comparison, paint));
    await output.keptUp();
  }
  if (!settings.json && pairs.length > 1) output.out(tapSummary(counts));
  return broken ? 1 : 0;
}
