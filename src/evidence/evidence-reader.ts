// Evidence read back, one record at a time. The file may come from anyone: what does not hold is an error with a code, never a crash.
import { CountersignError } from "../http/countersign-error.ts";
import type { KeptBody, StoredExchange, StoredGap } from "../report/stored-exchange.ts";
import type { RecordedBody } from "./body-spool.ts";
import { spooledBytes, spoolFolder } from "./body-spool.ts";
import type { EvidenceDatabase, Row } from "./evidence-database.ts";
import { openForReading } from "./evidence-database.ts";
import { isOwnTable, laterVersion, reliedOn, schemaVersion, versionOf } from "./evidence-schema.ts";
import { recordShape } from "./record-shape.ts";
import type { RecordedExchange } from "./stored-record.ts";
import { interrupted, wholeExamination } from "./stored-record.ts";

/** What evidence holds, in order. */
export type EvidenceItem = StoredExchange | StoredGap;

/** Longest record that is read, in characters. */
export const longestRecord: number = 16 * 1024 * 1024;

/** The facts of a file by name. */
export type Facts = Readonly<Record<string, string>>;

/** An open evidence file. */
export interface EvidenceReader {
  readonly facts: Facts;
  /** Records of the chain as they stand, in order. */
  records(): IterableIterator<{
    readonly sequence: number;
    readonly kind: string;
    readonly hash: string;
    readonly record: string;
  }>;
  /** Exchanges with those that are nested in them, gaps, and at the end what was under way. Throws ERR_EVIDENCE_UNREADABLE. */
  items(): Generator<EvidenceItem>;
  readonly database: EvidenceDatabase;
  close(): void;
}

/** Opens an evidence file for reading. Throws ERR_EVIDENCE_UNREADABLE. */
export function openEvidenceReader(path: string): EvidenceReader {
  const database = openForReading(path);
  try {
    const version = versionOf(database);
    if (version > schemaVersion) throw laterVersion(version);
    if (version < 1) throw damaged("it holds no evidence");
    refuseStrangeTables(database);
    const facts = Object.fromEntries(
      database
        .prepare(
          "SELECT CAST(substr(name, 1, 100) AS BLOB) AS name, CAST(substr(value, 1, 10000) AS BLOB) AS value FROM facts LIMIT 100",
        )
        .all()
        .map(({ name, value }) => [blobText(name), blobText(value)]),
    );
    return {
      facts,
      records: () => records(database),
      items: () => items(database, spoolFolder(path)),
      database,
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw asDamage(error);
  }
}

/** A view in the place of a table may never end, and a computed column too: each must be as the migrations made it. */
function refuseStrangeTables(database: EvidenceDatabase): void {
  const places = reliedOn.map(() => "?").join(", ");
  const found = database
    .prepare(
      `SELECT CAST(substr(sql, 1, 5000) AS BLOB) AS sql FROM sqlite_schema WHERE lower(name) IN (${places}) LIMIT 100`,
    )
    .all(...reliedOn)
    .map(({ sql }) => blobText(sql));
  if (found.length !== reliedOn.length || !found.every(isOwnTable))
    throw damaged("its tables are not those that countersign makes");
}

/** Any failure of reading as an error with a code. */
export function asDamage(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  const why = error instanceof Error ? error.message.slice(0, 200) : "unknown reason";
  return damaged(why);
}

function damaged(why: string): CountersignError {
  return new CountersignError("ERR_EVIDENCE_UNREADABLE", `the evidence cannot be read: ${why}`, {
    hint: "countersign verify names the first record that is wrong",
  });
}

function* records(
  database: EvidenceDatabase,
): Generator<{ sequence: number; kind: string; hash: string; record: string }> {
  const rows = database
    .prepare(
      "SELECT sequence, CAST(kind AS BLOB) AS kind, CAST(hash AS BLOB) AS hash, CAST(CASE WHEN length(record) <= ? THEN record END AS BLOB) AS record FROM records ORDER BY sequence",
    )
    .iterate(longestRecord);
  let last = 0;
  for (const row of rows) {
    const sequence = Number(row.sequence);
    // Pages that stand in several places of a damaged tree give the same rows again and again.
    if (!(sequence > last)) throw damaged(`record ${sequence} stands behind record ${last}`);
    last = sequence;
    yield {
      sequence,
      kind: blobText(row.kind),
      hash: blobText(row.hash),
      record: blobText(row.record),
    };
  }
}

function* items(database: EvidenceDatabase, spool: string): Generator<EvidenceItem> {
  try {
    const nested = database.prepare(
      "SELECT CAST(r.record AS BLOB) AS record FROM exchanges e JOIN records r USING (sequence) WHERE e.within = ? LIMIT 100",
    );
    for (const { sequence, kind, record } of records(database)) {
      if (kind !== "exchange" && kind !== "gap") continue;
      const item = itemOf(record, sequence, spool);
      if (item === null) throw damaged(`record ${sequence} is malformed`);
      if (item.kind === "gap") yield item;
      else if (!isNested(item)) yield { ...item, nested: nestedIn(item.id, nested, spool) };
    }
    yield* underWay(database);
  } catch (error) {
    throw asDamage(error);
  }
}

function nestedIn(
  id: string,
  statement: { all(id: string): Row[] },
  spool: string,
): StoredExchange["nested"] {
  const nested = statement.all(id).flatMap(({ record }) => {
    const item = itemOf(blobText(record), 0, spool);
    return item?.kind === "exchange" && item.examination ? [item.examination] : [];
  });
  return nested.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

function* underWay(database: EvidenceDatabase): Generator<StoredExchange> {
  for (const { record } of database
    .prepare(
      "SELECT CAST(CASE WHEN length(record) <= ? THEN record END AS BLOB) AS record FROM (SELECT * FROM under_way LIMIT 10000) ORDER BY received_at, id",
    )
    .iterate(longestRecord)) {
    const head = headItem(blobText(record));
    if (head) yield head;
  }
}

/** A record of the table of those under way as the exchange it is when nothing more comes; null where it is malformed. */
export function headItem(record: string): StoredExchange | null {
  try {
    const head = recordShape(JSON.stringify({ ...interruptedHead(record) }));
    if (head?.kind !== "exchange") return null;
    return { ...(head as unknown as StoredExchange), sequence: null, nested: [] };
  } catch {
    return null;
  }
}

function interruptedHead(record: string): object {
  const head: unknown = JSON.parse(record);
  return interrupted(head as Parameters<typeof interrupted>[0]);
}

/** Where long bodies are: a folder, what finds one by its hash, or nowhere. */
export type Spool = string | ((sha256Hex: string) => Buffer | null) | null;

/** One record as the item it is; null where it is malformed. */
export function itemOf(record: string, sequence: number, spool: Spool): EvidenceItem | null {
  const shape = recordShape(record);
  if (shape === null) return null;
  if (shape.kind === "gap") return { ...(shape as unknown as StoredGap), sequence };
  const { within: _within, operation: _operation, ...recorded } = shape;
  const exchange = recorded as unknown as RecordedExchange;
  const body = (kept: unknown): KeptBody => keptBody(kept as RecordedBody, spool);
  const { request, response, examination } = exchange;
  return {
    ...exchange,
    sequence,
    nested: [],
    request: { ...request, body: body(request.body) },
    response: response && { ...response, body: body(response.body) },
    examination: examination && wholeExamination(examination, exchange),
  };
}

function isNested({ examination }: StoredExchange): boolean {
  return examination?.nested != null && examination.nested.within !== null;
}

function keptBody(body: RecordedBody, spool: Spool): KeptBody {
  if (body.kept !== "file") return body;
  const bytes = typeof spool === "string" ? spooledBytes(spool, body.sha256Hex) : spool?.(body.sha256Hex);
  if (!bytes) return { kept: "absent", reason: "too-long" };
  if (body.as === "text") return { kept: "text", text: bytes.toString("latin1"), redacted: body.redacted };
  return { kept: "base64", base64: bytes.toString("base64"), redacted: false };
}

/**
 * The text of a column read as a blob, UTF-8; what is none becomes U+FFFD. The driver ends the process when a column of type text is
 * not UTF-8, so a file of strangers is read as bytes alone.
 */
export function blobText(value: unknown): string {
  return value instanceof ArrayBuffer || value instanceof Uint8Array ? decoder.decode(value) : "";
}

const decoder = new TextDecoder("utf-8");
