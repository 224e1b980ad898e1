// A lock on a folder between processes: several first runs at once make one certificate authority, not several halves.
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, stat, unlink } from "node:fs/promises";
import { join } from "node:path";

const lockName = ".lock";
/** A lock older than this was left by a process that died, in milliseconds; one from the future, by another clock. */
const staleMs = 10_000;
const retryMs = 20;

/** Runs an action while no other process holds the folder; the folder is made when it is not there. Errors pass through. */
export async function withFolderLock<T>(folder: string, action: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, lockName);
  const handle = await acquired(file);
  try {
    return await action();
  } finally {
    await handle.close();
    await unlink(file).catch(() => undefined);
  }
}

async function acquired(file: string): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(file, "wx", 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const age = await ageMs(file);
    if (age !== null && Math.abs(age) > staleMs) await unlink(file).catch(() => undefined);
    else await new Promise((waited) => setTimeout(waited, retryMs));
  }
}

async function ageMs(file: string): Promise<number | null> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch {
    return null;
  }
}
