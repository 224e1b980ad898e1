// `verify` for an evidence file: the chain recomputed record by record, its columns and its signatures compared.
import type { KeyObject } from "node:crypto";
import { spooledBytes, spoolFolder } from "./body-spool.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Checkpoint } from "./chain.ts";
import { chainLink, chainStart, checkpointHolds, keyIdOf, publicKeyOf } from "./chain.ts";
import { isHeld } from "./evidence-lock.ts";
import type { EvidenceReader } from "./evidence-reader.ts";
import { asDamage, blobText, openEvidenceReader } from "./evidence-reader.ts";
import { exchangeColumns } from "./exchange-columns.ts";
import { recordShape } from "./record-shape.ts";
import type { RecordedExchange } from "./stored-record.ts";

/** The outcome of verifying evidence. */
export interface SealCheck {
  readonly holds: boolean;
  /** The first record that is wrong; null where none is, or where it is not a record that is wrong. */
  readonly firstBad: number | null;
  /** What is wrong, in a sentence; null when the seal holds. */
  readonly problem: string | null;
  /** Records looked at. */
  readonly records: number;
  /** The last record that a signature covers. */
  readonly signedUpTo: number;
  /** Records behind the last signature. */
  readonly unsignedTail: number;
  /** Requests that were under way when the run ended, outside the chain. */
  readonly underWay: number;
  /** Whether a run still writes to the file. */
  readonly running: boolean;
  readonly keyId: string | null;
  /** Hash of the last record: what to note elsewhere. */
  readonly head: string | null;
}

/** Counts of a check while it goes on. */
export interface ChainState {
  sequence: number;
  head: string;
  signedUpTo: number;
}

/** Verifies an evidence file; `pinned` is the only key accepted where given. Throws ERR_EVIDENCE_UNREADABLE. */
export function verifyEvidence(path: string, pinned: KeyObject | null = null): SealCheck {
  const reader = openEvidenceReader(path);
  try {
    return checkedFile(reader, path, pinned);
  } catch (error) {
    throw asDamage(error);
  } finally {
    reader.close();
  }
}

function checkedFile(reader: EvidenceReader, path: string, pinned: KeyObject | null): SealCheck {
  const { facts, database } = reader;
  const state: ChainState = { sequence: 0, head: chainStart(facts), signedUpTo: 0 };
  let underWay = 0;
  const key = publicKeyOf(facts.publicKey ?? "");
  const outcome = (problem: string | null, firstBad: number | null): SealCheck => ({
    ...{ holds: problem === null, firstBad, problem, records: state.sequence, signedUpTo: state.signedUpTo },
    ...{
      unsignedTail: state.sequence - state.signedUpTo,
      underWay,
      running: isHeld(path),
      keyId: facts.keyId ?? null,
      head: state.head,
    },
  });
  const integrity = blobText(
    database.prepare("SELECT CAST(quick_check AS BLOB) AS found FROM pragma_quick_check(1)").get()?.found,
  );
  if (integrity !== "ok") return outcome(`SQLite finds the file damaged: ${integrity.slice(0, 200)}`, null);
  underWay = Number(database.prepare("SELECT count(*) AS n FROM under_way").get()?.n ?? 0);
  const wrongKey = keyProblem(key, facts.keyId, pinned);
  if (wrongKey !== null || key === null) return outcome(wrongKey, null);
  const checkpoints = checkpointsOf(reader);
  for (const { sequence, kind, hash, record } of reader.records()) {
    const problem =
      linkProblem(state, { sequence, kind, hash, record }) ??
      columnsProblem(reader, { sequence, kind, record }, path) ??
      checkpointProblem(state, checkpoints.get(state.sequence), key);
    if (problem !== null) return outcome(problem, sequence);
  }
  const [beyond] = [...checkpoints.keys()].filter((sequence) => sequence > state.sequence);
  if (beyond !== undefined)
    return outcome(`records after ${state.sequence} are missing: ${beyond} were signed`, state.sequence + 1);
  return outcome(strayRows(reader), null);
}

/** Why a file's or bundle's key cannot serve; null when it can. */
export function keyProblem(
  key: KeyObject | null,
  keyId: string | undefined,
  pinned: KeyObject | null,
): string | null {
  if (key === null) return "the public key in it is no Ed25519 key";
  if (keyIdOf(key) !== keyId) return "the public key in it is not the one it names";
  if (pinned !== null && keyIdOf(pinned) !== keyId)
    return `it is signed by the key ${keyId}, not by the one given`;
  return null;
}

/** Takes one record into the chain; what is wrong with it, or null. */
export function linkProblem(
  state: ChainState,
  { sequence, kind, hash, record }: { sequence: number; kind: string; hash: string; record: string },
): string | null {
  if (sequence !== state.sequence + 1) return `record ${state.sequence + 1} is missing`;
  const expected = chainLink(state.head, sequence, kind, record);
  if (hash !== expected) return `record ${sequence} is not the one that was sealed`;
  const shape = recordShape(record);
  if (shape === null || shape.kind !== kind) return `record ${sequence} is malformed`;
  if (canonicalJson(shape) !== record) return `record ${sequence} is not in canonical form`;
  state.sequence = sequence;
  state.head = hash;
  return null;
}

/** What is wrong with a signature over the head; null for none there and for one that holds. */
export function checkpointProblem(
  state: ChainState,
  checkpoint: Checkpoint | undefined,
  key: KeyObject,
): string | null {
  if (checkpoint === undefined) return null;
  if (checkpoint.hash !== state.head) return `record ${state.sequence} is not the one that was signed`;
  if (!checkpointHolds(checkpoint, key)) return `the signature after record ${state.sequence} does not hold`;
  state.signedUpTo = state.sequence;
  return null;
}

/** Checkpoints that are looked at: one a minute for half a year. */
export const mostCheckpoints = 250_000;

function checkpointsOf({ database }: EvidenceReader): Map<number, Checkpoint> {
  const found = new Map<number, Checkpoint>();
  const rows = database.prepare(
    "SELECT sequence, CAST(substr(hash, 1, 200) AS BLOB) AS hash, CAST(substr(signed_at, 1, 200) AS BLOB) AS at, CAST(substr(signature, 1, 200) AS BLOB) AS signature FROM checkpoints ORDER BY sequence LIMIT ?",
  );
  for (const { sequence, hash, at, signature } of rows.all(mostCheckpoints)) {
    const place = Number(sequence);
    found.set(place, {
      sequence: place,
      hash: blobText(hash),
      signedAt: blobText(at),
      signature: blobText(signature),
    });
  }
  return found;
}

interface Place {
  readonly sequence: number;
  readonly kind: string;
  readonly record: string;
}

const gapNames = "sequence, from_at, until_at, exchanges, reason";
const exchangeNames =
  "sequence, id, within, state, received_at, client, method, authority, target, service, operation, region, access_key_id, " +
  "verdict, cause, causes, status, error_code, request_id, skew_seconds, total_ms, request_bytes, response_bytes";

/** The columns that lists and queries read must say what the record says. */
function columnsProblem(
  { database }: EvidenceReader,
  { sequence, kind, record }: Place,
  path: string,
): string | null {
  if (kind === "note") return null;
  const [table, names] = kind === "gap" ? ["gaps", gapNames] : ["exchanges", exchangeNames];
  const row = database
    .prepare(`SELECT CAST(json_array(${names}) AS BLOB) AS found FROM ${table} WHERE sequence = ?`)
    .get(sequence);
  const value = JSON.parse(record) as Record<string, unknown>;
  const expected =
    kind === "gap" ? [value.from, value.until, value.exchanges, value.reason] : columnsOf(value);
  if (blobText(row?.found) !== JSON.stringify([sequence, ...expected]))
    return `the columns of record ${sequence} do not say what the record says`;
  return kind === "exchange" ? bodiesProblem(value, sequence, path) : null;
}

function columnsOf(value: Record<string, unknown>): unknown[] {
  const { within, operation, ...exchange } = value;
  return exchangeColumns(exchange as unknown as RecordedExchange, nullable(within), nullable(operation));
}

function nullable(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function bodiesProblem(value: Record<string, unknown>, sequence: number, path: string): string | null {
  for (const side of ["request", "response"]) {
    const body = (value[side] as { body?: { kept?: unknown; sha256Hex?: unknown } } | null)?.body;
    if (body?.kept === "file" && spooledBytes(spoolFolder(path), String(body.sha256Hex)) === null)
      return `a body of record ${sequence} is missing or is not the one that was sealed`;
  }
  return null;
}

/** Rows that no record stands behind: they would show in lists. */
function strayRows({ database }: EvidenceReader): string | null {
  const count = (table: string, kind: string): number =>
    Number(
      database
        .prepare(
          `SELECT count(*) AS n FROM ${table} WHERE sequence NOT IN (SELECT sequence FROM records WHERE kind = '${kind}')`,
        )
        .get()?.n ?? 0,
    );
  if (count("exchanges", "exchange") > 0) return "a row of exchanges belongs to no record";
  return count("gaps", "gap") > 0 ? "a row of gaps belongs to no record" : null;
}
