// The `completion` command: a script that completes commands and options in a shell.
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext } from "./command-context.ts";
import { commandOutline } from "./command-outline.ts";
import { completionScript, completionShells } from "./completion-scripts.ts";

/** Declares `completion`. The program it is declared on must have all its commands. */
export function completionCommand(program: Command, context: CommandContext): void {
  program
    .command("completion")
    .description("print completions of commands and options for a shell")
    .argument("<shell>", completionShells.join(", "))
    .action((name: string) => {
      const shell = completionShells.find((one) => one === name);
      if (shell === undefined) {
        throw new CountersignError(
          "ERR_USAGE",
          `there are no completions for ${JSON.stringify(name.slice(0, 60))}`,
          {
            hint: `take one of ${completionShells.join(", ")}`,
          },
        );
      }
      context.output.out(completionScript(commandOutline(program), shell).trimEnd());
    })
    .addHelpText("after", help);
}

const help = `
Examples:
  $ eval "$(countersign completion bash)"
  $ countersign completion zsh > "\${fpath[1]}/_countersign"
  $ countersign completion fish | source`;
