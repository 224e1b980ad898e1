// countersign run to its end with given bytes on its standard input, in an environment that holds nothing of the tester's.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The built program. */
export const builtProgram: string = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** What a finished process said. */
export interface Piped {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Surroundings of one invocation. */
export interface PipeOptions {
  readonly input?: string | Uint8Array;
  readonly workingFolder?: string;
  readonly environment?: { readonly [name: string]: string };
}

/** A folder of the test file's own, removed after its tests. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `countersign-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the built program; its home is the working folder. */
export function countersign(parameters: readonly string[], options: PipeOptions = {}): Piped {
  if (!existsSync(builtProgram)) throw new Error("dist/main.js is missing: run `npm run build` first");
  const folder = options.workingFolder ?? tmpdir();
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram, ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, ...options.environment },
    input: options.input ?? "",
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

/** The JSON lines of a text. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Record<string, unknown> => JSON.parse(line));
}
