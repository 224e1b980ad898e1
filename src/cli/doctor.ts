// The `doctor` command: the surroundings checked before a request is made, each fault with the command that mends it.
import type { Command } from "commander";
import { checkJson, doctorText } from "../doctor/doctor-text.ts";
import { checkCounts, examineSurroundings } from "../doctor/examine-surroundings.ts";
import type { Probe } from "../doctor/surroundings.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { gatherSurroundings } from "./doctor-surroundings.ts";
import { paintFor } from "./paint.ts";
import type { FailOn, Settings } from "./settings.ts";

/** Declares `doctor`. */
export function doctorCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("doctor")
    .description("check the surroundings: environment, profiles, secrets, CA trust, clock, proxies, runtimes")
    .option(
      "--probe",
      "make a call from each runtime found through a proxy of its own; nothing leaves the machine",
    )
    .option(
      "--check-clock <url>",
      "compare the clock with the Date of this server's answer (one HEAD request)",
    );
  withSettings(command, ["port", "host", "certs", "failOn", "json"], context, async (settings) => {
    const { probe, checkClock } = command.opts<{ probe?: boolean; checkClock?: string }>();
    const probes = probe ? await runProbes(context) : null;
    return doctor({ settings, checkClock: clockUrl(checkClock), probes }, context);
  }).addHelpText("after", help);
}

const help = `
No secret is printed. Nothing is changed, and without --check-clock nothing outside this machine is asked.
Exit status: 0 no error (--fail-on warning: no warning either), 1 otherwise.

Examples:
  $ countersign doctor
  $ countersign doctor --probe
  $ countersign doctor --check-clock https://sts.amazonaws.com
  $ countersign doctor --json | jq -r 'select(.status == "error") | .fix'`;

interface Choices {
  readonly settings: Settings;
  readonly checkClock: string | null;
  readonly probes: readonly Probe[] | null;
}

async function doctor(choices: Choices, context: CommandContext): Promise<number> {
  const { output } = context;
  const checks = examineSurroundings(await gatherSurroundings(choices, context));
  if (choices.settings.json) for (const check of checks) output.out(checkJson(check));
  else output.out(doctorText(checks, paintFor(output.colour.out)));
  const { error, warning } = checkCounts(checks);
  return failsAt(choices.settings.failOn ?? "error", error, warning) ? 1 : 0;
}

/** What doctor sees are facts, so an error is proven. */
function failsAt(failOn: FailOn, errors: number, warnings: number): boolean {
  if (failOn === "never") return false;
  return errors > 0 || (failOn === "warning" && warnings > 0);
}

function clockUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new CountersignError("ERR_OPTION_INVALID", "--check-clock: it is no http:// or https:// URL", {
    hint: "countersign doctor --check-clock https://sts.amazonaws.com",
  });
}

async function runProbes(context: CommandContext): Promise<readonly Probe[]> {
  const { probeRuntimes } = await import("./doctor-probes.ts");
  return probeRuntimes(context);
}
