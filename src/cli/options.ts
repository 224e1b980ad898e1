// From flags, environment and configuration file to settings: flags win over the environment, the environment over the file.
import type { Command } from "commander";
import { Option } from "commander";
import type { Environment } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { ConfigTexts } from "./config-file.ts";
import { configFileName, readConfigFile } from "./config-file.ts";
import type { OptionRow } from "./option-table.ts";
import { environmentName, kebab, optionTable } from "./option-table.ts";
import type { SettingName, Settings } from "./settings.ts";

/** Where settings may come from beside the flags. */
export interface SettingSources {
  readonly environment: Environment;
  /** The folder in which the configuration file is looked for. */
  readonly workingFolder: string;
}

/** Declares options on a command; their values stay texts until `settingsOf` reads them. */
export function declareOptions(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flags, description, kind } = optionTable[name];
    const option = new Option(flags, description);
    if (kind === "many")
      option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
    command.addOption(option);
  }
  return command;
}

/** The settings of a command that declared `names`. Throws ERR_OPTION_INVALID and ERR_CONFIG_INVALID. */
export function settingsOf(
  command: Command,
  names: readonly SettingName[],
  sources: SettingSources,
): Settings {
  const file = readConfigFile(sources.workingFolder);
  const values = new Map<SettingName, unknown>();
  for (const name of names) values.set(name, settingValue(name, command, sources.environment, file));
  // The table's type holds every row's fallback to the type of its setting, and each parser gives its row's type.
  const settings: unknown = { ...fallbackSettings(), ...Object.fromEntries(values) };
  return settings as Settings;
}

/** The settings when nothing was chosen anywhere. */
export function fallbackSettings(): Settings {
  const settings: unknown = Object.fromEntries(
    Object.entries(optionTable).map(([name, { fallback }]) => [name, fallback]),
  );
  return settings as Settings;
}

interface Given {
  readonly texts: readonly string[];
  /** How people find the place: `--port`, `COUNTERSIGN_PORT`, `"port" in countersign.config.json`. */
  readonly place: string;
}

function settingValue(
  name: SettingName,
  command: Command,
  environment: Environment,
  file: ConfigTexts,
): unknown {
  const row: OptionRow = optionTable[name];
  const given = fromFlags(name, command) ?? fromEnvironment(name, row, environment) ?? fromFile(name, file);
  if (!given) return row.fallback;
  const values = given.texts.map((text) => readValue(row, text, given.place));
  if (row.kind === "many") return values;
  return values.length === 0 ? row.fallback : values[values.length - 1];
}

function readValue(row: OptionRow, text: string, place: string): unknown {
  const parsed = row.parse(text);
  if ("value" in parsed) return parsed.value;
  throw new CountersignError("ERR_OPTION_INVALID", `${place}: ${parsed.wrong}`, {
    hint: `${row.flags}: ${row.description}`,
  });
}

function fromFlags(name: SettingName, command: Command): Given | null {
  if (command.getOptionValueSource(name) !== "cli") return null;
  const value: unknown = command.getOptionValue(name);
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  return { texts, place: `--${kebab(name)}` };
}

function fromEnvironment(name: SettingName, row: OptionRow, environment: Environment): Given | null {
  if (row.kind === "no-switch" && switchedOff(environment, name))
    return { texts: ["false"], place: negatedName(name) };
  const text = environment[environmentName(name)];
  if (text === undefined || (text === "" && row.kind !== "switch")) return null;
  const texts = row.separator ? text.split(row.separator).filter((each) => each !== "") : [text];
  return { texts, place: environmentName(name) };
}

/** `--no-default-credentials` is both COUNTERSIGN_NO_DEFAULT_CREDENTIALS=1 and COUNTERSIGN_DEFAULT_CREDENTIALS=0. */
function switchedOff(environment: Environment, name: SettingName): boolean {
  const parsed = optionTable.json.parse(environment[negatedName(name)] ?? "");
  return "value" in parsed && parsed.value === true;
}

function negatedName(name: SettingName): string {
  return environmentName(name).replace("COUNTERSIGN_", "COUNTERSIGN_NO_");
}

function fromFile(name: SettingName, file: ConfigTexts): Given | null {
  const texts = file.get(name);
  return texts ? { texts, place: `"${kebab(name)}" in ${configFileName}` } : null;
}
