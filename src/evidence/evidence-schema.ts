// The tables of an evidence file, version by version: what docs/evidence.md describes. A migration is never changed once released.
import { CountersignError } from "../http/countersign-error.ts";

/** The version that this release writes: `PRAGMA user_version`. */
export const schemaVersion = 1;

/** "csev": tells an evidence file from every other SQLite file. */
export const applicationId = 0x63736576;

/** What the schema needs of a database. */
export interface SchemaDatabase {
  exec(sql: string): void;
  prepare(sql: string): { get(...values: unknown[]): unknown };
}

const migrations: readonly string[] = [
  `
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records (sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, hash TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE exchanges (
  sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, within TEXT, state TEXT NOT NULL, received_at TEXT, client TEXT,
  method TEXT NOT NULL, authority TEXT NOT NULL, target TEXT NOT NULL, service TEXT, operation TEXT, region TEXT,
  access_key_id TEXT, verdict TEXT, cause TEXT, causes TEXT NOT NULL, status INTEGER, error_code TEXT,
  request_id TEXT, skew_seconds INTEGER, total_ms INTEGER, request_bytes INTEGER, response_bytes INTEGER);
CREATE INDEX exchanges_within ON exchanges (within) WHERE within IS NOT NULL;
CREATE TABLE gaps (sequence INTEGER PRIMARY KEY, from_at TEXT NOT NULL, until_at TEXT NOT NULL, exchanges INTEGER NOT NULL,
  reason TEXT NOT NULL);
CREATE TABLE under_way (id TEXT PRIMARY KEY, received_at TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE checkpoints (sequence INTEGER PRIMARY KEY, hash TEXT NOT NULL, signed_at TEXT NOT NULL, signature TEXT NOT NULL);
CREATE VIEW findings AS
  SELECT e.sequence, e.id, e.received_at, e.authority, f.value ->> 'rule' AS rule, f.value ->> 'certainty' AS certainty,
    f.value ->> 'severity' AS severity, f.value ->> 'title' AS title, f.value ->> 'detail' AS detail, f.value ->> 'fix' AS fix
  FROM exchanges e JOIN records r USING (sequence), json_each(r.record, '$.examination.findings') f;
`,
];

/** Tables, and the index, that reading relies on. */
export const reliedOn: readonly string[] = [
  "facts",
  "records",
  "exchanges",
  "exchanges_within",
  "gaps",
  "under_way",
  "checkpoints",
];

/** Whether a table or index was made by these words of a migration, and not by anything that goes by its name. */
export function isOwnTable(sql: string): boolean {
  return migrations.some((migration) => migration.includes(`\n${sql};`));
}

/** Brings a file to this release's version. Throws ERR_EVIDENCE_UNREADABLE for a file of a later one. */
export function migrate(database: SchemaDatabase): void {
  const from = versionOf(database);
  if (from > schemaVersion) throw laterVersion(from);
  if (from === schemaVersion) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const migration of migrations.slice(from)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** The version of a file; 0 for an empty one. Throws ERR_EVIDENCE_UNREADABLE for another program's file. */
export function versionOf(database: SchemaDatabase): number {
  const version = numberOf(database, "user_version");
  const id = numberOf(database, "application_id");
  const row = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number } | undefined;
  const empty = (row?.n ?? 0) === 0;
  if (id === applicationId || (empty && version === 0)) return version;
  throw new CountersignError("ERR_EVIDENCE_UNREADABLE", "the file is a SQLite database of another program", {
    hint: "name a file that countersign wrote, or one that does not exist",
  });
}

/** A file that only a later release can read. */
export function laterVersion(version: number): CountersignError {
  return new CountersignError(
    "ERR_EVIDENCE_UNREADABLE",
    `the evidence file has version ${version}, and this release reads up to ${schemaVersion}`,
    { hint: "use the release that wrote it, or a later one" },
  );
}

function numberOf(database: SchemaDatabase, pragma: "user_version" | "application_id"): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, unknown>> | undefined;
  return Number(row?.[pragma] ?? 0);
}
