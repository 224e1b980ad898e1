// A sealed bundle of one evidence file: its records, with the same exchanges as HAR and as a report to read beside them.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { BundleEntry } from "../evidence/bundle.ts";
import { writeBundle } from "../evidence/bundle.ts";
import { evidenceKeyPem } from "../evidence/evidence-key.ts";
import { verifyBundle } from "../evidence/verify-bundle.ts";
import { CountersignError } from "../http/countersign-error.ts";
import { visibleText } from "../report/visible-text.ts";
import type { CommandContext } from "./command-context.ts";
import { exportedEvidence } from "./evidence-source.ts";
import { evidenceItems, isEvidence } from "./explain-evidence.ts";
import { openExportFile } from "./export-file.ts";
import { reportPieces } from "./export-formats.ts";
import { stateFolder } from "./session-evidence.ts";

/** What is put beside the records for reading. */
const readable = [
  { format: "har", name: "exchanges.har" },
  { format: "html", name: "report.html" },
] as const;

/** Longest readable part, in bytes: beyond it the records stand alone, and that is said. */
const readableBytes = 64 * 1024 * 1024;

/** Writes the bundle of an evidence file, there only when it is whole, and checks it; 1 where its seal does not hold. */
export async function exportBundle(
  inputs: readonly string[],
  output: string | null,
  context: CommandContext,
): Promise<number> {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) throw needs("one evidence file");
  if (output === null) throw needs("--output FILE: a bundle is no text");
  const evidenceFile = resolve(context.workingFolder, input);
  if (!isEvidence(evidenceFile)) throw needs(`an evidence file, and ${input} is none`);
  const path = resolve(context.workingFolder, output);
  if (existsSync(path))
    throw new CountersignError("ERR_FILE_UNWRITABLE", `${output} is there already`, {
      hint: "name another file: a bundle is never written over",
    });
  const folder = temporaryFolder(path, output);
  try {
    const part = join(folder, basename(path));
    const { records } = writeBundle({
      ...{ evidenceFile, output: part, entries: await readableParts(evidenceFile, folder, context) },
      keyPem: evidenceKeyPem(stateFolder(context.home)),
      version: context.version,
      nowEpochMs: Date.now(),
    });
    const { holds, problem } = verifyBundle(part, null);
    renameSync(part, path);
    context.output.err(
      holds
        ? `${output}: ${records} records, sealed. Check it with countersign verify ${output}`
        : `${output}: ${records} records, and the seal does not hold: ${visibleText(problem ?? "")}`,
    );
    return holds ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function needs(what: string): CountersignError {
  return new CountersignError("ERR_USAGE", `export --format bundle needs ${what}`, {
    hint: "countersign export --format bundle --output incident.bundle ~/.countersign/evidence/FILE.sqlite",
  });
}

/** Beside the output, so that the finished file is moved and not copied. */
function temporaryFolder(path: string, output: string): string {
  try {
    return mkdtempSync(join(dirname(path), ".countersign-bundle-"));
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNWRITABLE", `${output} cannot be written`, {
      hint: "name a file in a folder that is there and writable",
      cause,
    });
  }
}

async function readableParts(
  evidenceFile: string,
  folder: string,
  { version, output }: CommandContext,
): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (const { format, name } of readable) {
    const exchanges = exportedEvidence(evidenceItems(evidenceFile), (note) => {
      if (entries.length === 0) output.err(`note: ${note}`);
    });
    const path = join(folder, name);
    const file = openExportFile(path, "utf8");
    let length = 0;
    for await (const piece of reportPieces(format, exchanges, version)) {
      length += piece.length;
      if (length > readableBytes) break;
      await file.write(piece);
    }
    if (length > readableBytes) {
      file.abandon();
      output.err(`note: ${name} would be longer than 64 MiB and is left out; the records are all there`);
      continue;
    }
    await file.finish();
    entries.push({ name, content: readFileSync(path) });
  }
  return entries;
}
