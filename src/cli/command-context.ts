// What every command is given, and how its result becomes the exit status.
import type { Command } from "commander";
import type { Environment } from "../credentials/load-knowledge.ts";
import { declareOptions, settingsOf } from "./options.ts";
import type { Output } from "./output.ts";
import type { SettingName, Settings } from "./settings.ts";

/** The surroundings of one invocation. */
export interface CommandContext {
  readonly environment: Environment;
  readonly workingFolder: string;
  /** The user's home folder; empty when there is none. */
  readonly home: string;
  readonly output: Output;
  /** The version of the package. */
  readonly version: string;
  /** Takes the exit status of the command that ran. */
  readonly finish: (exitStatus: number) => void;
}

/** One command: declares itself on the program. */
export type CommandDeclaration = (program: Command, context: CommandContext) => void;

/** What a command does: settings and the words behind the options in, exit status out. */
export type CommandAction = (settings: Settings, words: readonly string[]) => Promise<number>;

/** Declares options on a command and runs an action with the settings they give. */
export function withSettings(
  command: Command,
  names: readonly SettingName[],
  context: CommandContext,
  action: CommandAction,
): Command {
  declareOptions(command, names);
  return command.action(async () => {
    context.finish(await action(settingsOf(command, names, context), command.args));
  });
}
