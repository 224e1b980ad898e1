// Surroundings of a command for tests: nothing in the environment, and output that goes nowhere.
import type { CommandContext } from "../../src/cli/command-context.ts";
import type { Output } from "../../src/cli/output.ts";

/** An output that takes everything and tells nobody. */
const silentOutput: Output = {
  out: () => undefined,
  err: () => undefined,
  standardOutput: {
    write: () => undefined,
    dropped: () => 0,
    broken: () => false,
    reopen: () => undefined,
    held: () => 0,
    flush: async () => undefined,
    close: async () => undefined,
  },
  colour: { out: false, err: false },
  keptUp: async () => undefined,
  gone: () => false,
  dropped: () => 0,
  close: async () => undefined,
};

/** The surroundings of a command in a folder. */
export function quietContext(workingFolder: string, home: string): CommandContext {
  return {
    environment: {},
    workingFolder,
    home,
    output: silentOutput,
    version: "0",
    finish: () => undefined,
  };
}
