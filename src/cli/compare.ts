// The `compare` command: two captures around a middlebox, joined request by request. It works without any secret.
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import { tapPairs } from "../report/tap-pairs.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { compareLive } from "./compare-live.ts";
import { readCapture } from "./compare-source.ts";
import { openTold } from "./compare-told.ts";
import type { SettingName, Settings } from "./settings.ts";

const compareSettings: readonly SettingName[] = [
  "credentials",
  "defaultCredentials",
  "signingKey",
  "now",
  "scheme",
  "format",
  "tapOf",
  "json",
];

/** Declares `compare`. */
export function compareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("compare")
    .description("show what a middlebox changed, from a capture before it and one behind it")
    .argument("[before]", "the capture nearer to the client: anything that explain reads")
    .argument("[after]", "the capture nearer to AWS")
    .option("--no-follow", "with --tap-of: end when everything that has passed is compared");
  withSettings(command, compareSettings, context, (settings, words) => {
    const { tapOf } = settings;
    const [before, after] = words;
    if (before !== undefined && after !== undefined && tapOf.length === 0)
      return compare(settings, before, after, context);
    const [near, far] = tapOf;
    if (words.length > 0 || near === undefined || far === undefined || tapOf.length > 2) throw usage();
    const { follow } = command.opts<{ follow: boolean }>();
    const typed = command.getOptionValueSource("tapOf") === "cli";
    return compareLive({ settings, follow, typed, taps: [near, far] }, context);
  });
  command.addHelpText("after", help);
}

const help = `
Requests are joined by their signature, then by the ids they carry, then by what they are and in order. What changed is marked
as signed or not: a change of signed bytes is what broke the signature. No secret is needed; with one it is also said whether
the signature was right before the middlebox. Evidence and logs are read too: what redaction hides is compared by its length and
by the hash of what was signed. docs/two-taps.md shows a session.
The exit status is 1 when a change broke a signature, 2 when a capture could not be read, else 0.

With --tap-of twice, two countersigns that run are compared request by request as they pass, until Ctrl-C. Each address holds a key:
keep it out of the command line, in a file (what start says on standard error will do) or in COUNTERSIGN_TAP_OF, apart by a space.

Examples:
  $ countersign compare client-side.http aws-side.http
  $ countersign compare near-the-app.sqlite near-aws.sqlite
  $ countersign compare --json before.har after.har | jq 'select(.effect == "breaks") | .changes'
  $ countersign compare --tap-of near-tap.txt --tap-of far-tap.txt`;

function usage(): CountersignError {
  return new CountersignError("ERR_USAGE", "compare needs two captures, or --tap-of twice", {
    hint: "countersign compare BEFORE AFTER, the one nearer to the client first",
  });
}

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
  const told = openTold(settings.json, context);
  for (const pair of tapPairs(first?.places ?? [], second?.places ?? [])) await told.pair(pair);
  return told.end();
}
