// Commands of later releases: refused with a sentence, so that nobody thinks they work.
import type { Command } from "commander";
import { CountersignError } from "../http/countersign-error.ts";
import type { CommandContext } from "./command-context.ts";

const later: readonly (readonly [name: string, what: string])[] = [["doctor", "checking the surroundings"]];

/** Declares the commands that later releases bring; --help leaves them out. */
export function laterCommands(program: Command, _context: CommandContext): void {
  for (const [name, what] of later) {
    program
      .command(name, { hidden: true })
      .description(`${what}; comes with a later release`)
      .argument("[words...]")
      .allowUnknownOption()
      .action(() => {
        throw new CountersignError(
          "ERR_OPTION_UNAVAILABLE",
          `countersign ${name} is not available yet: ${what} comes with a later release`,
          {
            hint: "countersign --help lists what this release does",
          },
        );
      });
  }
}
