// The evidence of earlier runs: kept for so many days and so many bytes, the oldest removed first, a file in use never.
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isoTime } from "../report/examination-json.ts";
import { spooledBytesOf } from "./body-spool.ts";
import { isHeld } from "./evidence-lock.ts";

/** How much of earlier runs is kept. */
export interface Retention {
  readonly days: number;
  /** Bytes of all files together. */
  readonly bytes: number;
  readonly nowEpochMs: number;
}

const ownName = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-\d+\.sqlite$/;
const dayMs = 86_400_000;

/** The file of a new run under the state folder, whose folder is made: `evidence/2026-01-02T03-04-05Z-4711.sqlite`. */
export function newEvidenceFile(stateFolder: string, nowEpochMs: number, pid: number = process.pid): string {
  const folder = join(stateFolder, "evidence");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // Whoever opens the file says what is wrong.
  }
  const time = (isoTime(nowEpochMs) ?? "").replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
  return join(folder, `${time}-${pid}.sqlite`);
}

/**
 * Removes what is too old or too much; only files that countersign named itself, and never one that a run writes to. The newest is never
 * too much: the run that was just had may have filled all there is room for. Total.
 */
export function removeOldEvidence(
  stateFolder: string,
  { days, bytes, nowEpochMs }: Retention,
): readonly string[] {
  const removed: string[] = [];
  let kept = 0;
  for (const [at, file] of newestFirst(join(stateFolder, "evidence")).entries()) {
    const { path, size, modifiedEpochMs } = file;
    kept += size;
    const fits = kept <= bytes || at === 0;
    if (fits && nowEpochMs - modifiedEpochMs <= days * dayMs) continue;
    kept -= size;
    for (const part of ["", "-wal", "-shm", "-bodies", "-lock"]) rmQuietly(`${path}${part}`);
    removed.push(path);
  }
  return removed;
}

/** The evidence file of the newest run, by its name; null where there is none. Total. */
export function newestEvidence(stateFolder: string): string | null {
  const folder = join(stateFolder, "evidence");
  try {
    const newest = readdirSync(folder)
      .filter((name) => ownName.test(name))
      .sort()
      .at(-1);
    return newest === undefined ? null : join(folder, newest);
  } catch {
    return null;
  }
}

interface RunFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedEpochMs: number;
}

function newestFirst(folder: string): RunFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => ownName.test(name) && !isHeld(join(folder, name)))
      .flatMap((name) => runFile(join(folder, name)))
      .sort((a, b) => b.modifiedEpochMs - a.modifiedEpochMs);
  } catch {
    return [];
  }
}

function runFile(path: string): RunFile[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return [];
  const beside = sizeOf(`${path}-wal`) + spooledBytesOf(path);
  return [{ path, size: stat.size + beside, modifiedEpochMs: stat.mtimeMs }];
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function rmQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // It stays until a run may remove it.
  }
}
