// One request in depth: what is stored of it, the words of its findings, and the requests that have to do with it.
import type { Filter, FilterRefusal } from "../report/filter-expression.ts";
import { ruleWords } from "../report/rule-words.ts";
import type { ExchangeRow } from "./exchange-row.ts";
import { listRow } from "./exchange-row.ts";
import type { InspectedExchange, RelatedRow, RequestDetail } from "./inspector-api.ts";
import type { RowIndex } from "./row-index.ts";

const mostRelated = 8;
/** Rows on each side that are looked at for relations. */
const neighbourhood = 2000;
/** Milliseconds within which requests of one key to one place belong together. */
const togetherMs = 60_000;

/** The detail of a row; null where its exchange is gone. */
export function requestDetail(
  index: RowIndex,
  row: ExchangeRow,
  { filter, filterText }: { readonly filter: Filter | FilterRefusal; readonly filterText: string },
): RequestDetail | null {
  const exchange = index.exchange(row);
  if (!exchange) return null;
  const beside = "wrong" in filter ? alone : index.neighbours({ filter, filterText }, row.number);
  return {
    row: listRow(row),
    exchange,
    rules: wordsOf(exchange),
    related: relatedTo(index, row),
    ...beside,
  };
}

const alone = { newer: null, older: null };

/** Why, and where the specification says so, for each rule among the findings. */
export function wordsOf({ examination }: InspectedExchange): RequestDetail["rules"] {
  return Object.fromEntries(
    examination.findings.map(({ rule }) => {
      const words = ruleWords(rule);
      const spec = words && "spec" in words && typeof words.spec === "string" ? words.spec : "";
      return [rule, { why: words?.why ?? "", spec }] as const;
    }),
  );
}

function relatedTo(index: RowIndex, row: ExchangeRow): RelatedRow[] {
  const rows = index.rows();
  const at = row.number - (rows[0]?.number ?? 1);
  const near = rows.slice(Math.max(at - neighbourhood, 0), at + neighbourhood);
  const related: RelatedRow[] = [];
  for (const other of near.reverse()) {
    const why = other.number === row.number ? "" : relation(row, other);
    if (why !== "") related.push({ why, row: listRow(other) });
    if (related.length >= mostRelated) break;
  }
  return related;
}

function relation(row: ExchangeRow, other: ExchangeRow): string {
  if (row.incident && other.incident?.id === row.incident.id) return "the same fault again";
  if (row.nested !== other.nested && row.source === other.source && Math.abs(row.place - other.place) <= 4)
    return row.timeEpochMs === other.timeEpochMs ? "one stands inside the other" : "";
  if (other.authority !== row.authority || !nearInTime(row, other)) return "";
  if (other.method === row.method && other.target === row.target) return "the same request, near in time";
  return besideRight(row, other) ? "the same key, and right" : "";
}

function nearInTime({ timeEpochMs: a }: ExchangeRow, { timeEpochMs: b }: ExchangeRow): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= togetherMs;
}

/** What works with the key of a request that fails is worth a look. */
function besideRight(row: ExchangeRow, other: ExchangeRow): boolean {
  return row.standing === "failed" && other.standing === "passed" && row.accessKeyId === other.accessKeyId;
}
