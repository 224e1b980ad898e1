// The `inspect` command: evidence files, bundles, HARs and every other input of explain opened in the inspector's page, offline.
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { loadKnowledge } from "../credentials/load-knowledge.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { openInspector } from "../inspector/inspector-server.ts";
import type { ExchangeSource } from "../inspector/row-index.ts";
import { openRowIndex } from "../inspector/row-index.ts";
import { plainKnowledge } from "../search/plain-knowledge.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { isSqliteFile } from "./explain-evidence.ts";
import { openExplainThread } from "./explain-thread.ts";
import { reportPieces, requestText } from "./export-formats.ts";
import { fillInThread } from "./inspect-thread.ts";
import { evidenceSource } from "./inspected-evidence.ts";
import { fileBounds, memorySource } from "./inspected-memory.ts";
import { usualInspectorPort } from "./session-inspector.ts";
import type { SettingName, Settings } from "./settings.ts";
import { stopSignal } from "./start.ts";

const inspectOptions: readonly SettingName[] = [
  "inspectorPort",
  "credentials",
  "defaultCredentials",
  "signingKey",
  "learn",
  "now",
  "scheme",
  "json",
];

/** Declares `inspect`. */
export function inspectCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("inspect")
    .description("open evidence, bundles, HARs and other captures in the inspector's page, offline")
    .argument("<input...>", "evidence files, bundles, and every input of explain");
  withSettings(command, inspectOptions, context, (settings, inputs) => inspect(settings, inputs, context));
  command.addHelpText("after", help);
}

const help = `
An evidence file is read where it is and may still be written; a bundle and a log are shown as they stand, and any other input
is examined with the credentials that are known, as explain does. The page is on 127.0.0.1 alone and opens only with the address
that is printed. Ctrl-C ends.

Examples:
  $ countersign inspect ~/.countersign/evidence/2026-01-02T03-04-05Z-4711.sqlite
  $ countersign inspect incident.bundle
  $ countersign inspect captured.har --credentials known.ini`;

async function inspect(
  settings: Settings,
  inputs: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { output, environment, home, workingFolder, version } = context;
  process.umask(0o077);
  const stop = stopSignal();
  const note = (text: string): void =>
    output.err(settings.json ? JSON.stringify({ event: "note", message: text }) : `note: ${text}`);
  const { knowledge, notes } = await loadKnowledge({
    ...{ environment, home, defaultCredentials: settings.defaultCredentials },
    files: settings.credentials.map((file) => resolve(workingFolder, file)),
    signingKeys: settings.signingKey,
  });
  for (const words of notes) note(words);
  const { sources, close } = openSources(inputs, { settings, knowledge, workingFolder }, note);
  const explain = openExplainThread();
  const inspector = await openInspector({
    port: portOf(settings),
    index: openRowIndex(sources),
    explain: (text) => explain.explain(text, () => knowledge),
    replayer: null,
    copied: requestText,
    saved: (format, exchanges) => reportPieces(format, exchanges, version),
    state: () => ({
      ...{ version, mode: "files", setup: null },
      place: inputs.map((input) => basename(input)).join(", "),
    }),
  });
  const { url } = inspector;
  output.err(
    settings.json ? JSON.stringify({ event: "ready", proxy: null, inspector: url }) : `ready ${url}`,
  );
  await stop;
  await Promise.all([inspector.close(), explain.close(), close()]);
  return 0;
}

function portOf({ inspectorPort }: Settings): number {
  if (inspectorPort !== "off") return inspectorPort ?? usualInspectorPort;
  throw new CountersignError("ERR_OPTION_INVALID", "inspect is its page: --inspector-port cannot be off", {
    hint: "countersign explain tells the same in the terminal",
  });
}

interface Opening extends Pick<CommandContext, "workingFolder"> {
  readonly settings: Settings;
  readonly knowledge: Knowledge;
}

/** Evidence is read from its file; everything else is examined while the page is open already. */
function openSources(
  inputs: readonly string[],
  { settings, knowledge, workingFolder }: Opening,
  told: (text: string) => void,
): { readonly sources: readonly ExchangeSource[]; readonly close: () => Promise<void> } {
  const files = inputs.map((input) => ({ input, path: resolve(workingFolder, input) }));
  const memory = memorySource(fileBounds);
  const evidence = files
    .filter(({ path }) => isSqliteFile(path))
    .flatMap(({ input, path }) => {
      const source = openedEvidence(path);
      if (!("code" in source)) return [source];
      // Of several, one that cannot be read must not hide the others.
      if (inputs.length === 1) throw source;
      const text = `${input}: ${source.message}`;
      memory.note(text);
      told(text);
      return [];
    });
  const others = files.filter(({ path }) => !isSqliteFile(path)).map(({ input }) => input);
  const sources = [...evidence, memory];
  if (others.length === 0) return { sources, close: async () => undefined };
  const { learn, now, scheme } = settings;
  const order = { inputs: others, workingFolder, knowledge: plainKnowledge(knowledge) };
  return { sources, close: fillInThread({ ...order, settings: { learn, now, scheme } }, memory, told) };
}

function openedEvidence(path: string): ExchangeSource | CountersignError {
  try {
    return evidenceSource(path);
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
}
