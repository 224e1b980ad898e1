// countersign.config.json of the working directory: one JSON object whose keys are option names.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";
import { kebab, optionTable } from "./option-table.ts";
import type { SettingName } from "./settings.ts";

/** The file's name in the working directory. */
export const configFileName = "countersign.config.json";

/** Texts of the options that the file sets; an empty map without a file. */
export type ConfigTexts = ReadonlyMap<SettingName, readonly string[]>;

/** Reads the configuration of a folder. Throws ERR_CONFIG_INVALID. */
export function readConfigFile(folder: string): ConfigTexts {
  const text = fileText(join(folder, configFileName));
  return text === null ? new Map() : configTexts(text);
}

function fileText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw invalid("cannot be read", cause);
  }
}

function configTexts(text: string): ConfigTexts {
  const value = parsedJson(text.replace(/^\ufeff/, ""));
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid("must hold one JSON object");
  const texts = new Map<SettingName, readonly string[]>();
  for (const [key, setting] of Object.entries(value)) {
    const name = settingName(key);
    if (!name) throw invalid(`has an unknown key ${JSON.stringify(key.slice(0, 60))}`);
    texts.set(name, settingTexts(key, setting));
  }
  return texts;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("is not JSON", cause);
  }
}

/** Keys are accepted as CONTRACT writes the options (`upstream-ca`) and in camel case (`upstreamCa`). */
function settingName(key: string): SettingName | null {
  for (const name of Object.keys(optionTable)) {
    if (isSettingName(name) && (name === key || kebab(name) === key)) return name;
  }
  return null;
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(optionTable, name);
}

function settingTexts(key: string, setting: unknown): readonly string[] {
  if (Array.isArray(setting)) return setting.flatMap((each) => settingTexts(key, each));
  if (typeof setting === "string" || typeof setting === "number" || typeof setting === "boolean")
    return [String(setting)];
  throw invalid(
    `has a value for ${JSON.stringify(key.slice(0, 60))} that is no text, number, true, false or list of them`,
  );
}

function invalid(what: string, cause?: unknown): CountersignError {
  return new CountersignError("ERR_CONFIG_INVALID", `${configFileName} ${what}`, {
    hint: `its keys are the names of the options, for example {"port": 8080, "intercept": ["localhost:4566"]}`,
    cause,
  });
}
