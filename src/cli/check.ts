// The `check` command: `run` against the sandbox as a gate. It fails for what is wrong, and also when nothing was there to be judged.
import type { Command } from "commander";
import type { Summary } from "../report/summary.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { runWithin } from "./run.ts";
import type { SettingName } from "./settings.ts";
import { sessionOptions } from "./start.ts";

/** Options of a session that a sandbox has no use for. */
const needless: readonly SettingName[] = [
  "sandbox",
  "upstreamProxy",
  "upstreamCa",
  "upstreamCert",
  "upstreamKey",
  "workers",
];

/** Declares `check`. */
export function checkCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("check")
    .description(
      "run a command against the built-in AWS and fail when one of its signatures is wrong, or none was seen",
    )
    .argument("<command...>", "the command and its arguments, after --")
    .passThroughOptions();
  const options = sessionOptions.filter((name) => !needless.includes(name));
  withSettings(command, [...options, "report"], context, (settings, words) => {
    const judged = { ...settings, sandbox: true, evidence: settings.evidence ?? "off" };
    return runWithin(judged, words, context, unjudged);
  }).addHelpText("after", help);
}

const help = `
The same as run --sandbox --evidence off: no AWS account, no credentials and no network are needed. A command without credentials gets
the example key of AWS's documentation, which the sandbox knows. What a signer of your own does wrong is named with its proof.
Exit status: the command's own, unless it is 0 and a request reached --fail-on (default error), could not be verified, or none came: 1.

Examples:
  $ countersign check -- npm test
  $ countersign check --report ci=reports -- pytest
  $ countersign check --fail-on proven -- ./my-signer --upload`;

/** A gate that lets nothing pass unseen: why a run proves nothing, or null. */
export function unjudged({ requests, verdicts }: Summary): string | null {
  if (requests === 0) return "check fails: no AWS request was seen, so nothing was checked.";
  const unverifiable = verdicts.get("unverifiable") ?? 0;
  if (unverifiable === 0) return null;
  return `check fails: ${unverifiable} of ${requests} requests were signed with a key that is not known here; give it with --credentials.`;
}
