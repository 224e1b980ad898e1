// What a program is written in, read from its file: asked only when none of its calls came through, to name the way out.
import { open, realpath } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Environment } from "./child-environment.ts";

/** Where the program is started. */
export interface ProgramPlace {
  readonly environment: Environment;
  readonly workingFolder: string;
}

const scriptBytes = 65_536;
const binaryBytes = 64 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** Marks that compilers and runtimes leave in binaries, the most telling first. */
const marks: readonly (readonly [client: string, mark: string])[] = [
  ["go", "\xff Go buildinf:"],
  ["rust", "aws-sdk-rust"],
  ["cpp", "aws-sdk-cpp"],
  ["dotnet", "hostfxr_main"],
  ["rust", "/rustc/"],
  ["cpp", "libaws-cpp-sdk-core"],
];

/**
 * The words of a command that show what it is written in, beside its own: those of a script's text, or the name of a binary's
 * language. Empty where the file cannot be read.
 */
export async function programWords(
  command: readonly string[],
  place: ProgramPlace,
): Promise<readonly string[]> {
  const file = await programFile(command[0] ?? "", place);
  if (file === null) return [];
  try {
    const handle = await open(file, "r");
    try {
      const head = Buffer.alloc(scriptBytes);
      const { bytesRead } = await handle.read(head, 0, scriptBytes, 0);
      const text = head.toString("latin1", 0, bytesRead);
      if (text.startsWith("#!")) return [text.replace(/^#!.*\/env\s+(?:-S\s+)?/, "")];
      return isBinary(text)
        ? await binaryWords((buffer, at) => handle.read(buffer, 0, buffer.length, at))
        : [];
    } finally {
      await handle.close();
    }
  } catch {
    return [];
  }
}

function isBinary(text: string): boolean {
  return (
    text.startsWith("\x7fELF") || text.startsWith("MZ") || /^(?:\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(text)
  );
}

type ReadAt = (buffer: Buffer, at: number) => Promise<{ bytesRead: number }>;

/** Reads piece by piece, each with the end of the one before it, so that a mark across two pieces is found. */
async function binaryWords(readAt: ReadAt): Promise<readonly string[]> {
  const found = new Set<string>();
  const buffer = Buffer.alloc(pieceBytes);
  let before = "";
  for (let at = 0; at < binaryBytes; at += pieceBytes) {
    const { bytesRead } = await readAt(buffer, at);
    const text = before + buffer.toString("latin1", 0, bytesRead);
    for (const [client, mark] of marks) if (text.includes(mark)) found.add(client);
    if (bytesRead < pieceBytes) break;
    before = text.slice(-64);
  }
  return marks.flatMap(([client]) => (found.has(client) ? [client] : [])).slice(0, 1);
}

async function programFile(
  name: string,
  { environment, workingFolder }: ProgramPlace,
): Promise<string | null> {
  if (name === "" || name.includes("\0")) return null;
  const folders =
    name.includes("/") || isAbsolute(name) ? [workingFolder] : (environment.PATH ?? "").split(delimiter);
  for (const folder of folders) {
    const file = await realpath(resolve(workingFolder, join(isAbsolute(name) ? "" : folder, name))).catch(
      () => null,
    );
    if (file !== null) return file;
  }
  return null;
}
