// The script of a session: found, checked for a Node that can read it, and given each examination as --json writes it.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Examination } from "../diagnosis/examination.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { examinationJson } from "../report/examination-json.ts";
import type { SessionOptions } from "./session.ts";

/** A script as the session uses it. */
export interface SessionScript {
  record(examination: Examination): void;
  close(): Promise<void>;
}

/** Opens the session's script; null where there is none. Throws ERR_FILE_UNREADABLE and ERR_OPTION_INVALID. */
export async function openSessionScript(
  { settings, context, onNote }: SessionOptions,
  readsTypeScript: boolean = nodeReadsTypeScript(),
): Promise<SessionScript | null> {
  if (settings.script === null) return null;
  const file = resolve(context.workingFolder, settings.script);
  if (/\.[cm]?tsx?$/.test(file) && !readsTypeScript)
    throw new CountersignError(
      "ERR_OPTION_INVALID",
      `--script ${settings.script}: this Node.js (${process.version}) does not read TypeScript`,
      { hint: "use Node.js 22.18 or newer, or write the script as .mjs with types in comments" },
    );
  if (!existsSync(file))
    throw new CountersignError("ERR_FILE_UNREADABLE", `there is no script ${settings.script}`, {
      hint: "--script takes the path of a module",
    });
  const { openScriptThread } = await import("./script-thread.ts");
  const thread = await openScriptThread({
    module: pathToFileURL(file).href,
    environment: context.environment,
    note: onNote,
  });
  return {
    record: (examination) =>
      thread.add(() => JSON.stringify(examinationJson(examination, { signature: "short" }))),
    close: thread.close,
  };
}

/** Node.js strips types by itself since 22.18 and 23.6. */
function nodeReadsTypeScript(): boolean {
  const { typescript } = process.features as { readonly typescript?: string | false };
  return typeof typescript === "string";
}
