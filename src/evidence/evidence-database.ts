// The SQLite file itself: made private, opened once, and its failures told by what they mean for evidence.
import { chmodSync, closeSync, constants, existsSync, fstatSync, openSync, readSync } from "node:fs";
import Database from "libsql";
import { CountersignError } from "../http/countersign-error.ts";
import type { StoredGap } from "../report/stored-exchange.ts";
import { applicationId, migrate, versionOf } from "./evidence-schema.ts";

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
    // Before anything is set in it: it may be the database of another program.
    versionOf(database);
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
    return opened(path, "mode=ro");
  } catch (cause) {
    const alone = existsSync(`${path}-wal`) ? null : openedAlone(path);
    if (alone !== null) return alone;
    throw new CountersignError("ERR_EVIDENCE_UNREADABLE", "the file cannot be read as a SQLite database", {
      cause,
    });
  }
}

/** SQLite wants a file of its own beside one in WAL mode, for reading too. On a disk that takes none, the file alone is all there is. */
function openedAlone(path: string): EvidenceDatabase | null {
  try {
    return opened(path, "mode=ro&immutable=1");
  } catch {
    return null;
  }
}

function opened(path: string, how: string): EvidenceDatabase {
  const url = `file:${encodeURI(path).replaceAll("?", "%3f").replaceAll("#", "%23")}?${how}`;
  const database = new Database(url) as unknown as EvidenceDatabase;
  try {
    for (const pragma of readerPragmas) database.prepare(`PRAGMA ${pragma}`).all();
    // The first thing that is read of the file.
    database.prepare("PRAGMA user_version").get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const readerPragmas = [
  "query_only = ON",
  "trusted_schema = OFF",
  "cell_size_check = ON",
  "mmap_size = 0",
  "busy_timeout = 2000",
];

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
    if ((stat.mode & 0o077) !== 0 && isOurs(fd, stat.size)) chmodSync(path, 0o600);
  } finally {
    closeSync(fd);
  }
}

/** Whether a file is empty or says of itself that it is evidence (the application id in the header of SQLite's format). */
function isOurs(fd: number, size: number): boolean {
  const header = Buffer.alloc(72);
  return size === 0 || (readSync(fd, header, 0, 72, 0) === 72 && header.readUInt32BE(68) === applicationId);
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
