// An evidence file as the inspector reads it: on from where it stopped, record by record, and one again by its place. It may still be
// written while it is read, and may come from anyone.

import { endpointOf } from "../endpoints/endpoint.ts";
import { spoolFolder } from "../evidence/body-spool.ts";
import { isHeld } from "../evidence/evidence-lock.ts";
import type { EvidenceReader } from "../evidence/evidence-reader.ts";
import {
  asDamage,
  blobText,
  headItem,
  itemOf,
  longestRecord,
  openEvidenceReader,
} from "../evidence/evidence-reader.ts";
import { hostOf } from "../http/request-target.ts";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import type { ExchangeSource } from "../inspector/row-index.ts";
import { exportedStored } from "../report/exported-exchange.ts";
import type { StoredExchange } from "../report/stored-exchange.ts";
import { headOnly } from "./explain-evidence.ts";

/** Opens an evidence file as a source. Throws ERR_EVIDENCE_UNREADABLE. */
export function evidenceSource(path: string): ExchangeSource {
  const reader = openEvidenceReader(path);
  const counts: Counts = { missing: 0, unreadable: 0, ended: null };
  let last = 0;
  return {
    next: (most) => {
      try {
        const rows = recordsAfter(reader, last, most);
        last = rows.at(-1)?.sequence ?? last;
        return rows.flatMap((row) => exchangesOf(row, counts));
      } catch (error) {
        counts.ended = asDamage(error).message;
        return [];
      }
    },
    underWay: () => underWay(reader, path),
    exchange: (place) => exchangeAt(reader, place, spoolFolder(path)),
    notes: () => notes(counts),
    close: () => reader.close(),
  };
}

interface Counts {
  missing: number;
  unreadable: number;
  ended: string | null;
}

/** The exchange of a record; of everything else, what it means is counted. */
function exchangesOf(
  { sequence, kind, record }: RecordRow,
  counts: Counts,
): { place: number; exchange: InspectedExchange }[] {
  if (kind === "note") return [];
  const item = itemOf(record, sequence, null);
  if (item?.kind === "exchange") return [{ place: sequence, exchange: inspectedStored(item) }];
  if (item?.kind === "gap") counts.missing += item.exchanges;
  else counts.unreadable += 1;
  return [];
}

function notes(counts: Counts): string[] {
  return [
    ...(counts.missing > 0 ? [`${counts.missing} requests passed that the evidence does not hold.`] : []),
    ...(counts.unreadable > 0 ? [`${counts.unreadable} records cannot be read and are left out.`] : []),
    ...(counts.ended === null ? [] : [`The file cannot be read to its end: ${counts.ended}`]),
  ];
}

interface RecordRow {
  readonly sequence: number;
  readonly kind: string;
  readonly record: string;
}

const columns =
  "sequence, CAST(kind AS BLOB) AS kind, CAST(CASE WHEN length(record) <= ? THEN record END AS BLOB) AS record";

function recordsAfter({ database }: EvidenceReader, after: number, most: number): RecordRow[] {
  const rows: RecordRow[] = [];
  let characters = 0;
  for (const { sequence, kind, record } of database
    .prepare(`SELECT ${columns} FROM records WHERE sequence > ? ORDER BY sequence LIMIT ?`)
    .iterate(longestRecord, after, most)) {
    const row = { sequence: Number(sequence), kind: blobText(kind), record: blobText(record) };
    // Pages that stand in several places of a damaged tree give the same rows again and again.
    if (!(row.sequence > (rows.at(-1)?.sequence ?? after))) throw new Error("its records are in no order");
    rows.push(row);
    characters += row.record.length;
    // Records may be long: the rest is for the next time.
    if (characters > longestRecord) break;
  }
  return rows;
}

function exchangeAt({ database }: EvidenceReader, place: number, spool: string): InspectedExchange | null {
  try {
    const row = database
      .prepare(`SELECT ${columns} FROM records WHERE sequence = ?`)
      .get(longestRecord, place);
    const item = row ? itemOf(blobText(row.record), place, spool) : null;
    return item?.kind === "exchange" ? inspectedStored(item) : null;
  } catch {
    return null;
  }
}

/** Requests under way that are listed at once. */
const mostUnderWay = 1000;

/** What is under way; where no run writes to the file any more, what was when it ended. */
function underWay(
  { database }: EvidenceReader,
  path: string,
): ReadonlyMap<string, () => InspectedExchange | null> {
  try {
    const ids = database
      .prepare(
        "SELECT CAST(id AS BLOB) AS id FROM (SELECT id, received_at FROM under_way LIMIT ?) ORDER BY received_at, id",
      )
      .all(mostUnderWay)
      .map(({ id }) => blobText(id));
    const held = ids.length > 0 && isHeld(path);
    return new Map(ids.map((id) => [id, () => headOf(database, id, held)]));
  } catch {
    // What is wrong with the file is told by reading its records.
    return new Map();
  }
}

function headOf(database: EvidenceReader["database"], id: string, held: boolean): InspectedExchange | null {
  try {
    const row = database
      .prepare(
        "SELECT CAST(CASE WHEN length(record) <= ? THEN record END AS BLOB) AS record FROM under_way WHERE id = ?",
      )
      .get(longestRecord, id);
    const stored = row ? headItem(blobText(row.record)) : null;
    return stored && (held ? inspectedHead(stored) : inspectedStored(stored));
  } catch {
    return null;
  }
}

/** A stored exchange as it is inspected; of one that was interrupted, the head alone. */
export function inspectedStored(stored: StoredExchange): InspectedExchange {
  const { timings, examination } = stored;
  const [exported] = exportedStored({ ...stored, examination: examination ?? headOnly(stored), nested: [] });
  if (!exported) throw new Error("this is a bug: an examined exchange is always exported");
  return { ...exported, totalMs: timings.totalMs };
}

/** An exchange that is under way as it is inspected. */
export function inspectedHead(stored: StoredExchange): InspectedExchange {
  const exchange = inspectedStored(stored);
  const { service, signingName, region, partition, certain } = endpointOf(hostOf(stored.request));
  const endpoint = { service, signingName, region, partition, certain };
  return {
    ...exchange,
    examination: { ...exchange.examination, endpoint },
    interrupted: null,
    underWay: true,
  };
}
