// The SQLite file itself: made private, opened once, and its failures told by what they mean for evidence.
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import Database from "libsql";
import { CountersignError } from "../http/countersign-error.ts";
import type { StoredGap } from "../report/stored-exchange.ts";
import { migrate } from "./evidence-schema.ts";

/** One row as libsql gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A prepared statement: what of it is used here. */
export interface Statement {
  run(...values: (string | number | null)[]): void;
  get(...values: (string | number | null)[]): Row | undefined;
  all(...values: (string | number | null)[]): Row[];
  iterate(...values: (string | number | null)[]): IterableIterator<Row>;
}

/** An open database: what of it is used here. */
export interface EvidenceDatabase {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/**
 * Opens a file for writing: made with mode 0600, in WAL mode, at this release's schema. A commit outlives the process in any case; a
 * strict one also a pulled plug. Throws a CountersignError.
 */
export function openForWriting(path: string, strict = false): EvidenceDatabase {
  makePrivate(path);
  try {
    const database = new Database(path) as unknown as EvidenceDatabase;
    const synchronous = `synchronous = ${strict ? "FULL" : "NORMAL"}`;
    for (const pragma of [...writerPragmas, synchronous]) database.prepare(`PRAGMA ${pragma}`).all();
    migrate(database);
    return database;
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError(
      "ERR_FILE_UNWRITABLE",
      `the evidence file ${path} cannot be written: ${reasonOf(cause)}`,
      {
        hint: "name another file with --evidence, or start with --evidence off",
        cause,
      },
    );
  }
}

const writerPragmas = [
  "journal_mode = WAL",
  "busy_timeout = 2000",
  "journal_size_limit = 67108864",
  "trusted_schema = OFF",
  "temp_store = MEMORY",
];

/** Opens a file for reading alone, as something that strangers made. Throws ERR_EVIDENCE_UNREADABLE. */
export function openForReading(path: string): EvidenceDatabase {
  try {
    const url = `file:${encodeURI(path).replaceAll("?", "%3f").replaceAll("#", "%23")}?mode=ro`;
    const database = new Database(url) as unknown as EvidenceDatabase;
    for (const pragma of [
      "query_only = ON",
      "trusted_schema = OFF",
      "cell_size_check = ON",
      "mmap_size = 0",
      "busy_timeout = 2000",
    ])
      database.prepare(`PRAGMA ${pragma}`).all();
    return database;
  } catch (cause) {
    throw new CountersignError("ERR_EVIDENCE_UNREADABLE", "the file cannot be read as a SQLite database", {
      cause,
    });
  }
}

function makePrivate(path: string): void {
  let fd: number;
  try {
    fd = openSync(
      path,
      constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      0o600,
    );
  } catch (cause) {
    throw new CountersignError("ERR_FILE_UNWRITABLE", `the evidence file ${path} cannot be written`, {
      hint: "name a file in a folder that exists and is yours; symbolic links are not followed",
      cause,
    });
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new CountersignError("ERR_FILE_UNWRITABLE", `${path} is no file`);
    if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o600);
  } finally {
    closeSync(fd);
  }
}

/** Holds a file for one process: two writers would break the chain. Returns what lets it go. Throws ERR_EVIDENCE_IN_USE. */
export function holdFile(path: string): () => void {
  const lock = `${path}-lock`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => removeQuietly(lock);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST")
        throw new CountersignError("ERR_FILE_UNWRITABLE", `the evidence file ${path} cannot be written`, {
          hint: "name a file in a folder that exists and is yours, or start with --evidence off",
          cause,
        });
      if (isAlive(readPid(lock))) break;
      removeQuietly(lock);
    }
  }
  throw new CountersignError("ERR_EVIDENCE_IN_USE", `another run writes to the evidence file ${path}`, {
    hint: "stop it, or name another file with --evidence",
  });
}

/** Whether a run writes to a file at the moment. */
export function isHeld(path: string): boolean {
  return isAlive(readPid(`${path}-lock`));
}

function readPid(lock: string): number {
  try {
    return Number(readFileSync(lock, "utf8").slice(0, 20));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, or the folder is: nothing is held either way.
  }
}

/** What a failed write means. */
export function gapReason(error: unknown): StoredGap["reason"] {
  const code = codeOf(error);
  if (/FULL|ENOSPC|EDQUOT/.test(code)) return "disk-full";
  return /READONLY|CANTOPEN|EROFS|EACCES|PERM/.test(code) ? "read-only" : "input-output-error";
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { code } = error as Error & { code?: unknown };
  return typeof code === "string" && code !== "" ? code : error.message.slice(0, 200);
}

function reasonOf(error: unknown): string {
  return codeOf(error) || "unknown reason";
}
