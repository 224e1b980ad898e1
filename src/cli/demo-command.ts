// The `demo` command: declared here, its work is in demo.ts.
import type { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";

/** Declares `demo`. */
export function demoCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("demo")
    .description("the whole job on the built-in sandbox: real signers, some broken on purpose");
  withSettings(command, ["json"], context, async (settings) => {
    const { demo } = await import("./demo.ts");
    return demo({ settings, context });
  }).addHelpText("after", help);
}

const help = `
Nothing leaves the machine and no credentials are needed.

Examples:
  $ countersign demo
  $ countersign demo --json | jq -c '[.verdict, .causes]'`;
