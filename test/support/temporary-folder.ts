// A folder for all that the tests make beside the repository; it goes when they have ended.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const before = process.env.TMPDIR;
let folder: string | null = null;

/** Vitest calls this before its workers start: they inherit the variable. */
export function setup(): void {
  // Short, because the path of a socket must not be longer than 107 bytes.
  folder = mkdtempSync(join(tmpdir(), "cs-"));
  process.env.TMPDIR = folder;
}

/** Vitest calls this behind the last test. */
export function teardown(): void {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
