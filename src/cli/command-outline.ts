// The program's commands and options as values: what completions and the manual page are written from, so that neither can forget one.
import type { Command, Option } from "commander";
import { keepBodiesValues } from "../evidence/stored-record.ts";
import { failOnValues } from "./settings.ts";

/** One option as it is typed. */
export interface OptionOutline {
  /** `--port`. */
  readonly long: string;
  /** `-h`; null without one. */
  readonly short: string | null;
  /** The name of its value, `number`; null for a switch. */
  readonly value: string | null;
  /** The values there are, where they are few. */
  readonly choices: readonly string[];
  readonly description: string;
}

/** One command with what stands below it. */
export interface CommandOutline {
  readonly name: string;
  /** `[options] <command...>`. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly OptionOutline[];
  readonly commands: readonly CommandOutline[];
  /** True where another program's command line follows `--`. */
  readonly startsPrograms: boolean;
}

/** The outline of a program or command; hidden ones are left out, as in --help. */
export function commandOutline(command: Command): CommandOutline {
  const visible = command.createHelp();
  return {
    name: command.name(),
    usage: command.usage(),
    description: command.description(),
    options: visible.visibleOptions(command).map(optionOutline),
    commands: visible.visibleCommands(command).map(commandOutline),
    startsPrograms: /<command\.\.\.>/.test(command.usage()),
  };
}

const choices: Readonly<Record<string, readonly string[]>> = {
  "--fail-on": failOnValues,
  "--keep-bodies": keepBodiesValues,
  "--scheme": ["http", "https"],
  "--shell": ["sh", "fish", "powershell", "dotenv"],
  "--evidence": ["off"],
  "--inspector-port": ["off"],
};

function optionOutline({ long, short, flags, description }: Option): OptionOutline {
  const name = long ?? flags;
  return {
    long: name,
    short: short ?? null,
    value: /[<[]([a-z-]+)/.exec(flags)?.[1] ?? null,
    choices: choices[name] ?? [],
    description,
  };
}
