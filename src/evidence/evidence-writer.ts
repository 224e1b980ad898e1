// The writer: batches become transactions, exchanges become records of the chain. It runs in its own thread; nothing in it throws.
import type { KeyObject } from "node:crypto";
import { randomBytes } from "node:crypto";
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { CountersignError } from "../http/countersign-error.ts";
import { isoTime } from "../report/examination-json.ts";
import type { StoredGap } from "../report/stored-exchange.ts";
import { spooledBodies, spooledBytesOf } from "./body-spool.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { RecordKind } from "./chain.ts";
import { chainLink, privateKeyOf, signCheckpoint } from "./chain.ts";
import type { EvidenceBatch, LostExchanges, WriterOptions, WriterReply } from "./evidence-batch.ts";
import type { EvidenceDatabase } from "./evidence-database.ts";
import { gapReason, openForWriting } from "./evidence-database.ts";
import { holdFile } from "./evidence-lock.ts";
import type { Statements } from "./evidence-start.ts";
import { prepared, startOf } from "./evidence-start.ts";
import { exchangeColumns } from "./exchange-columns.ts";
import { unpackExchange, unpackHead } from "./exchange-pack.ts";
import type { Mark } from "./keyed-mark.ts";
import { keyedMark } from "./keyed-mark.ts";
import type { NewRecord } from "./stored-record.ts";
import { interrupted, storedHead, storedRecord } from "./stored-record.ts";

/** An open writer. */
export interface EvidenceWriter {
  /** Writes one batch in one transaction. */
  write(batch: EvidenceBatch, nowEpochMs: number): WriterReply;
  /** Signs the head of the chain, and closes the file. */
  close(nowEpochMs: number): WriterReply;
}

/** Records and milliseconds after which the head is signed again. */
const checkpointRecords = 1000;
const checkpointMs = 60_000;

/** Pause after a write that failed, in milliseconds. */
const pauseMs = 1000;

interface Writer {
  readonly options: WriterOptions;
  readonly database: EvidenceDatabase;
  readonly statements: Statements;
  readonly key: KeyObject;
  readonly mark: Mark;
  readonly letGo: () => void;
  /** Requests in the table of those under way. */
  readonly underWay: Set<string>;
  sequence: number;
  head: string;
  signedSequence: number;
  signedAtEpochMs: number;
  /** What was lost and is not in the file yet. */
  lost: LostExchanges | null;
  resumesAtEpochMs: number;
  /** Bytes of long bodies beside the file. */
  spooledBytes: number;
}

/** Opens a file, new or begun before, and notes the run. Throws a CountersignError. */
export function openEvidenceWriter(
  options: WriterOptions,
  nowEpochMs: number,
  open: typeof openForWriting = openForWriting,
): EvidenceWriter {
  const letGo = holdFile(options.path);
  try {
    const writer = begun({ options, letGo, database: open(options.path, options.strict) }, nowEpochMs);
    return {
      write: (batch, now) => write(writer, batch, now),
      close: (now) => close(writer, now),
    };
  } catch (error) {
    letGo();
    if (error instanceof CountersignError) throw error;
    throw new CountersignError(
      "ERR_FILE_UNWRITABLE",
      `the evidence file ${options.path} cannot be written (${gapReason(error)})`,
      {
        hint: "name another file with --evidence, or start with --evidence off",
        cause: error,
      },
    );
  }
}

function begun(
  { options, letGo, database }: Pick<Writer, "options" | "letGo" | "database">,
  nowEpochMs: number,
): Writer {
  const key = privateKeyOf(options.keyPem);
  const { start, sequence, head } = startOf(database, key, nowEpochMs);
  const writer: Writer = {
    ...{ options, database, key, letGo, sequence, head: head ?? start },
    statements: prepared(database),
    mark: keyedMark(randomBytes(32)),
    underWay: new Set(),
    signedSequence: -1,
    signedAtEpochMs: nowEpochMs,
    lost: null,
    resumesAtEpochMs: 0,
    spooledBytes: spooledBytesOf(options.path),
  };
  inTransaction(writer, () => {
    interruptWhatWasUnderWay(writer);
    append(writer, "note", {
      kind: "note",
      event: "run-started",
      at: isoTime(nowEpochMs),
      version: options.version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      keepBodies: options.keepBodies,
      ...(options.strict === true ? { strict: true } : {}),
    });
  });
  return writer;
}

function write(writer: Writer, batch: EvidenceBatch, nowEpochMs: number): WriterReply {
  if (batch.lost) lose(writer, batch.lost);
  const trouble =
    nowEpochMs < writer.resumesAtEpochMs
      ? (writer.lost?.reason ?? "input-output-error")
      : attempt(writer, batch, nowEpochMs);
  if (trouble === null) return { kind: "written", stored: batch.packed.length, trouble };
  if (batch.packed.length > 0)
    lose(writer, {
      exchanges: batch.packed.length,
      fromEpochMs: nowEpochMs,
      untilEpochMs: nowEpochMs,
      reason: trouble,
    });
  return { kind: "written", stored: 0, trouble };
}

/** Why the batch could not be written; null when it is in the file. */
function attempt(writer: Writer, batch: EvidenceBatch, nowEpochMs: number): StoredGap["reason"] | null {
  const { sequence, head, lost, signedSequence, signedAtEpochMs } = writer;
  try {
    const full = whyFull(writer);
    if (full !== null) return pause(writer, full, nowEpochMs);
    inTransaction(writer, () => {
      if (writer.lost) appendGap(writer, writer.lost);
      appendBatch(writer, batch);
      if (isDue(writer, nowEpochMs)) checkpoint(writer, nowEpochMs);
    });
    return null;
  } catch (error) {
    Object.assign(writer, { sequence, head, lost, signedSequence, signedAtEpochMs });
    return pause(writer, gapReason(error), nowEpochMs);
  }
}

function pause(writer: Writer, reason: StoredGap["reason"], nowEpochMs: number): StoredGap["reason"] {
  writer.resumesAtEpochMs = nowEpochMs + pauseMs;
  return reason;
}

function whyFull({ options, database, spooledBytes }: Writer): StoredGap["reason"] | null {
  const { bavail, bsize } = statfsSync(dirname(options.path));
  if (bavail * bsize < options.freeSpaceFloorBytes) return "disk-full";
  const pages = Number(database.prepare("PRAGMA page_count").get()?.page_count ?? 0);
  return pages * 4096 + spooledBytes >= options.largestFileBytes ? "size-limit" : null;
}

function inTransaction(writer: Writer, step: () => void): void {
  const { database } = writer;
  database.exec("BEGIN IMMEDIATE");
  try {
    step();
    database.exec("COMMIT");
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself.
    }
    throw error;
  }
}

function appendBatch(writer: Writer, batch: EvidenceBatch): void {
  const { statements, mark, options, underWay } = writer;
  for (const text of batch.underWay) {
    const { id, request } = unpackHead(text);
    underWay.add(id);
    const stored = {
      id,
      receivedAt: isoTime(request.receivedAtEpochMs),
      connection: request.connection,
      request: storedHead(request, mark),
    };
    statements.underWay.run(id, stored.receivedAt ?? "", canonicalJson(stored));
  }
  let at = 0;
  const next = (bytes: number): Uint8Array | null => {
    if (bytes < 0) return null;
    at += bytes;
    return batch.bodies.subarray(at - bytes, at);
  };
  batch.packed.forEach((packed, index) => {
    const request = next(batch.bodyBytes[2 * index] ?? -1);
    const response = next(batch.bodyBytes[2 * index + 1] ?? -1);
    appendExchange(
      writer,
      storedRecord(unpackExchange(packed, { request, response }), options.keepBodies, mark),
    );
  });
  for (const id of batch.forgotten) if (underWay.delete(id)) statements.ended.run(id);
}

function appendExchange(writer: Writer, record: NewRecord): void {
  const { exchange, within, operation } = record;
  const { id } = exchange;
  const kept = spooledBodies(exchange, writer.options, (bytes) => (writer.spooledBytes += bytes));
  append(writer, "exchange", { ...kept, within, operation });
  writer.statements.exchange.run(writer.sequence, ...exchangeColumns(exchange, within, operation));
  if (writer.underWay.delete(id)) writer.statements.ended.run(id);
}

function append(writer: Writer, kind: RecordKind, value: object): void {
  const record = canonicalJson(value);
  const sequence = writer.sequence + 1;
  const hash = chainLink(writer.head, sequence, kind, record);
  writer.statements.record.run(sequence, kind, hash, record);
  writer.sequence = sequence;
  writer.head = hash;
}

function appendGap(writer: Writer, lost: LostExchanges): void {
  const { exchanges, reason } = lost;
  const from = isoTime(lost.fromEpochMs) ?? "";
  const until = isoTime(lost.untilEpochMs) ?? "";
  append(writer, "gap", { kind: "gap", schema: "countersign.gap/1", from, until, exchanges, reason });
  writer.statements.gap.run(writer.sequence, from, until, exchanges, reason);
  writer.lost = null;
}

function lose(writer: Writer, more: LostExchanges): void {
  const { lost } = writer;
  if (lost === null) writer.lost = more;
  else writer.lost = { ...lost, exchanges: lost.exchanges + more.exchanges, untilEpochMs: more.untilEpochMs };
}

/** What a run that ended without a word left under way. */
function interruptWhatWasUnderWay(writer: Writer): void {
  const { database } = writer;
  const left = database.prepare("SELECT id, record FROM under_way ORDER BY received_at, id").all();
  for (const { record } of left) {
    const head = JSON.parse(String(record)) as Pick<
      NewRecord["exchange"],
      "id" | "receivedAt" | "connection" | "request"
    >;
    appendExchange(writer, { exchange: interrupted(head), within: null, operation: null });
  }
  if (left.length > 0) database.exec("DELETE FROM under_way");
}

function isDue(writer: Writer, nowEpochMs: number): boolean {
  if (writer.sequence - writer.signedSequence >= checkpointRecords) return true;
  return writer.sequence !== writer.signedSequence && nowEpochMs - writer.signedAtEpochMs >= checkpointMs;
}

function checkpoint(writer: Writer, nowEpochMs: number): void {
  const { sequence, head, key, statements } = writer;
  const signed = signCheckpoint({ sequence, hash: head }, isoTime(nowEpochMs) ?? "", key);
  statements.checkpoint.run(signed.sequence, signed.hash, signed.signedAt, signed.signature);
  writer.signedSequence = sequence;
  writer.signedAtEpochMs = nowEpochMs;
}

function close(writer: Writer, nowEpochMs: number): WriterReply {
  let trouble: StoredGap["reason"] | null = null;
  try {
    inTransaction(writer, () => {
      if (writer.lost) appendGap(writer, writer.lost);
      interruptWhatWasUnderWay(writer);
      append(writer, "note", { kind: "note", event: "run-ended", at: isoTime(nowEpochMs) });
      checkpoint(writer, nowEpochMs);
    });
    writer.database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
  } catch (error) {
    trouble = gapReason(error);
  }
  try {
    writer.database.close();
  } catch {
    // What could be written is written.
  }
  writer.letGo();
  return { kind: "closed", stored: 0, trouble };
}
