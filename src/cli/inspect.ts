// The `inspect` command: evidence files, bundles, HARs and every other input of explain opened in the inspector's page, offline.
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { loadKnowledge } from "../credentials/load-knowledge.ts";
import { verifyBundle } from "../evidence/verify-bundle.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { openInspector } from "../inspector/inspector-server.ts";
import type { ExchangeSource } from "../inspector/row-index.ts";
import { openRowIndex } from "../inspector/row-index.ts";
import type { CommandContext } from "./command-context.ts";
import { withSettings } from "./command-context.ts";
import { isEvidence, isSqliteFile } from "./explain-evidence.ts";
import { openExplainThread } from "./explain-thread.ts";
import { reportPieces, requestText } from "./export-formats.ts";
import { exportedInputs } from "./export-source.ts";
import { evidenceSource } from "./inspected-evidence.ts";
import type { MemorySource } from "./inspected-memory.ts";
import { fileBounds, memorySource } from "./inspected-memory.ts";
import { usualInspectorPort } from "./session-inspector.ts";
import type { SettingName, Settings } from "./settings.ts";
import { stopSignal } from "./start.ts";
import { checkText } from "./verify.ts";

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
  const { sources, filled } = openSources(inputs, settings, context);
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
  await Promise.race([stop, filled.then(() => stop)]);
  await inspector.close();
  await explain.close();
  return 0;
}

function portOf({ inspectorPort }: Settings): number {
  if (inspectorPort !== "off") return inspectorPort ?? usualInspectorPort;
  throw new CountersignError("ERR_OPTION_INVALID", "inspect is its page: --inspector-port cannot be off", {
    hint: "countersign explain tells the same in the terminal",
  });
}

/** Evidence is read from its file; everything else is examined while the page is open already. */
function openSources(
  inputs: readonly string[],
  settings: Settings,
  context: CommandContext,
): { readonly sources: readonly ExchangeSource[]; readonly filled: Promise<void> } {
  const paths = inputs.map((input) => ({ input, path: resolve(context.workingFolder, input) }));
  const files = paths.filter(({ path }) => isSqliteFile(path));
  const others = paths.filter(({ path }) => !isSqliteFile(path)).map(({ input }) => input);
  const memory = memorySource(fileBounds);
  const evidence = files.map(({ path }) => evidenceSource(path));
  return { sources: [...evidence, memory], filled: fill(memory, others, settings, context) };
}

/** Whether a bundle's seal holds. Never throws. */
function sealNote(input: string, path: string): string {
  try {
    return checkText(input, verifyBundle(path));
  } catch {
    return `${input}: its seal cannot be checked`;
  }
}

async function fill(
  memory: MemorySource,
  inputs: readonly string[],
  settings: Settings,
  context: CommandContext,
): Promise<void> {
  if (inputs.length === 0) return;
  const told = {
    note: (text: string): void => memory.note(text),
    refused: (input: string, message: string): void => {
      memory.note(`${input}: ${message}`);
      context.output.err(`note: ${input}: ${message}`);
    },
  };
  for (const input of inputs) {
    const path = resolve(context.workingFolder, input);
    if (isEvidence(path)) memory.note(sealNote(input, path));
  }
  try {
    let count = 0;
    for await (const exchange of exportedInputs(inputs, { ...settings, format: null }, context, told)) {
      const { requestEpochMs: from, responseEpochMs: until } = exchange;
      memory.add({
        ...exchange,
        totalMs: from === null || until === null ? null : Math.max(until - from, 0),
      });
      count += 1;
      // The page is answered in between.
      if (count % 50 === 0) await new Promise((turn) => setImmediate(turn));
    }
  } catch (error) {
    told.refused("the inputs", error instanceof CountersignError ? error.message : "they cannot be read on");
  }
}
