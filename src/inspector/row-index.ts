// All requests that are inspected, in the order in which they came, and the windows of them that a filter asks for.
import type { Filter } from "../report/filter-expression.ts";
import { filterMatchesValues, filterValues } from "../report/filter-match.ts";
import type { ExchangeRow, RowMaker } from "./exchange-row.ts";
import { listRow, rowMaker } from "./exchange-row.ts";
import { HeadsUnderWay } from "./heads-under-way.ts";
import type { InspectedExchange, ListWindow } from "./inspector-api.ts";
import type { Neighbours } from "./row-neighbours.ts";
import { countUpTo, neighboursAmong, neighboursAround } from "./row-neighbours.ts";

/** Where exchanges come from. None of it throws: what cannot be read is noted. */
export interface ExchangeSource {
  /** The next exchanges, oldest first; empty where there are none for now. Its `place` finds each again. */
  next(most: number): readonly { readonly place: number; readonly exchange: InspectedExchange }[];
  /** Requests that are under way, by their ids; absent where there are none ever. Whatever is over by now comes with `next`. */
  underWay?(): ReadonlyMap<string, () => InspectedExchange | null>;
  /** One of them again; null where it is gone. */
  exchange(place: number): InspectedExchange | null;
  /** Sentences about what is not there. */
  notes(): readonly string[];
  close(): void;
}

/** Which part of the list is wanted. */
export interface WindowQuery {
  readonly filter: Filter;
  /** The filter's text: what its matches are remembered by. */
  readonly filterText: string;
  readonly from: number;
  readonly count: number;
  /** Only requests up to this number: the list stands still while more come. Null for all. */
  readonly until: number | null;
  /** Of each repeated fault, the newest request alone. */
  readonly grouped: boolean;
}

/** The list. */
export interface RowIndex {
  /** Reads what came, for about so many milliseconds; whether anything did. */
  advance(budgetMs: number): boolean;
  window(query: WindowQuery): ListWindow;
  /** The rows that a filter asks for, newest first, as far as they can be told in the time of one answer. */
  matches(query: Pick<WindowQuery, "filter" | "filterText">): readonly ExchangeRow[];
  /** The requests beside one that a filter asks for, as far as they can be told in the time of one answer. */
  neighbours(query: Pick<WindowQuery, "filter" | "filterText">, number: number): Neighbours;
  row(number: number): ExchangeRow | null;
  exchange(row: ExchangeRow): InspectedExchange | null;
  /** The rows, oldest first, and the numbers of the first and the last. */
  rows(): readonly ExchangeRow[];
  newest(): number;
  /** Grows whenever a row comes or changes. */
  changes(): number;
  notes(): readonly string[];
  close(): void;
}

/** Most rows that are listed; of more, the newest. */
const mostRows = 300_000;
/** Searches whose matches are remembered. */
const rememberedSearches = 8;
/** Time that one answer may take for filtering, in milliseconds. */
const searchMs = 80;
const batch = 200;

interface Search {
  readonly filter: Filter;
  /** Numbers of matching rows, oldest first. */
  matched: number[];
  /** The number up to which rows were looked at. */
  upTo: number;
}

interface Index {
  readonly sources: readonly ExchangeSource[];
  readonly most: number;
  rows: ExchangeRow[];
  /** Rows before this number are no longer listed. */
  first: number;
  readonly searches: Map<string, Search>;
  readonly make: RowMaker;
  readonly underWay: HeadsUnderWay;
  changes: number;
  /** Requests that no row could be made of. */
  notShown: number;
}

/** The place of a row that has no record. */
const noPlace = -1;

/** Opens the list of what the sources hold. */
export function openRowIndex(sources: readonly ExchangeSource[], most: number = mostRows): RowIndex {
  const index: Index = {
    ...{ sources, most, rows: [], first: 1, searches: new Map(), changes: 0 },
    ...{ make: rowMaker(), underWay: new HeadsUnderWay(), notShown: 0 },
  };
  return {
    advance: (budgetMs) => {
      const before = index.changes;
      const until = performance.now() + budgetMs;
      for (const source of sources.keys()) readOn(index, source, until);
      forgetOldest(index);
      return index.changes > before;
    },
    window: (query) => windowOf(index, query),
    matches: ({ filter, filterText }) =>
      searched(index, filter, filterText)
        .matched.map((number) => index.rows[number - index.first])
        .filter((row) => row !== undefined)
        .reverse(),
    neighbours: ({ filter, filterText }, number) => neighboursOf(index, filter, filterText, number),
    row: (number) => index.rows[number - index.first] ?? null,
    exchange: (row) => exchangeOf(index, row),
    rows: () => index.rows,
    newest: () => newestOf(index),
    changes: () => index.changes,
    notes: () => notes(index),
    close: () => {
      for (const source of sources) source.close();
    },
  };
}

function newestOf({ first, rows }: Index): number {
  return first + rows.length - 1;
}

function exchangeOf(index: Index, row: ExchangeRow): InspectedExchange | null {
  if (row.place === noPlace) return index.underWay.head(row.number);
  return index.sources[row.source]?.exchange(row.place) ?? null;
}

/** Reads a source on. Who is under way is asked before: whatever was over by then is among the records that are read. */
function readOn(index: Index, source: number, until: number): void {
  const from = index.sources[source];
  const open = new Map(from?.underWay?.() ?? []);
  for (;;) {
    if (!from || performance.now() >= until) return;
    const found = from.next(batch);
    if (found.length === 0) break;
    for (const { place, exchange } of found) {
      const { id } = exchange.examination;
      open.delete(id);
      const number = index.underWay.take(source, id) ?? 0;
      putRow(index, number, (at) => index.make(exchange, { number: at, source, place }));
    }
  }
  showUnderWay(index, source, open);
}

/** In the place of the row that waits for it, or behind the others. */
function putRow(index: Index, number: number, make: (number: number) => ExchangeRow): void {
  try {
    if (number >= index.first) replaceRow(index, make(number));
    else addRow(index, make);
  } catch {
    // A record of strangers that nobody thought of must not end the list.
    index.notShown += 1;
  }
}

function showUnderWay(
  index: Index,
  source: number,
  open: ReadonlyMap<string, () => InspectedExchange | null>,
): void {
  for (const number of index.underWay.takeGone(source, open)) {
    const row = index.rows[number - index.first];
    if (row) replaceRow(index, { ...row, underWay: false, interrupted: "not kept: it is over" });
  }
  for (const [id, head] of open) {
    const exchange = index.underWay.has(source, id) ? null : head();
    if (exchange === null) continue;
    const row = addRow(index, (number) => index.make(exchange, { number, source, place: noPlace }));
    index.underWay.add(source, row.number, exchange);
  }
}

function addRow(index: Index, make: (number: number) => ExchangeRow): ExchangeRow {
  const row = make(newestOf(index) + 1);
  index.rows.push(row);
  index.changes += 1;
  return row;
}

/** Puts a row in the place of the one with its number; searches that have looked at that one look again. */
function replaceRow(index: Index, row: ExchangeRow): void {
  index.rows[row.number - index.first] = row;
  index.changes += 1;
  for (const search of index.searches.values()) {
    if (search.upTo < row.number) continue;
    const before = countUpTo(search.matched, row.number - 1);
    const was = search.matched[before] === row.number ? 1 : 0;
    search.matched.splice(before, was, ...(rowMatches(index, search.filter, row) ? [row.number] : []));
  }
}

function forgetOldest(index: Index): void {
  const surplus = index.rows.length - index.most;
  // In strides: moving the rest down for every row would cost its length each time.
  if (surplus < Math.min(index.most / 4, 10_000)) return;
  index.rows = index.rows.slice(surplus);
  index.first += surplus;
  for (const search of index.searches.values())
    search.matched = search.matched.filter((number) => number >= index.first);
}

function notes({ first, sources, notShown }: Index): string[] {
  const gone = first === 1 ? [] : [`The ${first - 1} oldest requests are not listed.`];
  const broken = notShown === 0 ? [] : [`${notShown} requests cannot be shown.`];
  return [...gone, ...broken, ...sources.flatMap((source) => source.notes())];
}

function windowOf(
  index: Index,
  { filter, filterText, from, count, until, grouped }: WindowQuery,
): ListWindow {
  const { matched, upTo } = searched(index, filter, filterText);
  const length = until === null ? matched.length : countUpTo(matched, until);
  const numbers = grouped ? newestOfEach(index, matched, length) : null;
  const total = numbers ? numbers.length : length;
  const rows = [];
  for (let at = from; at < Math.min(from + count, total); at += 1) {
    const number = numbers ? numbers[at] : matched[length - 1 - at];
    const row = index.rows[(number ?? 0) - index.first];
    if (row) rows.push(listRow(row));
  }
  const newest = newestOf(index);
  return { total, from, rows, newest, searched: upTo - index.first + 1, of: index.rows.length };
}

/** The search for a filter, brought up to date as far as one answer's time allows. */
function searched(index: Index, filter: Filter, text: string): Search {
  const search = index.searches.get(text) ?? { filter, matched: [], upTo: index.first - 1 };
  index.searches.delete(text);
  index.searches.set(text, search);
  for (const oldest of index.searches.keys()) {
    if (index.searches.size <= rememberedSearches) break;
    index.searches.delete(oldest);
  }
  const until = performance.now() + searchMs;
  for (let at = Math.max(search.upTo - index.first + 1, 0); at < index.rows.length; at += 1) {
    const row = index.rows[at];
    if (row && rowMatches(index, filter, row)) search.matched.push(row.number);
    search.upTo = index.first + at;
    if (at % 64 === 0 && performance.now() > until) break;
  }
  return search;
}

/** A list that was shown has its matches at hand; without them the rows beside it are looked at, and no search is begun. */
function neighboursOf(index: Index, filter: Filter, text: string, number: number): Neighbours {
  const search = index.searches.has(text) ? searched(index, filter, text) : null;
  if (search && search.upTo >= newestOf(index)) return neighboursAmong(search.matched, number);
  const matches = (row: ExchangeRow): boolean => rowMatches(index, filter, row);
  return neighboursAround(index.rows, number - index.first, matches, searchMs / 2);
}

function rowMatches(index: Index, filter: Filter, row: ExchangeRow): boolean {
  return filterMatchesValues(filter, (field) => {
    if (field !== "h" && field !== "b") return row.values[field];
    const exchange = exchangeOf(index, row);
    if (!exchange) return [];
    const { examination, requestBody, response } = exchange;
    return filterValues(field, {
      examination,
      requestBody: requestBody.text,
      responseBody: response?.body.text ?? null,
    });
  });
}

function newestOfEach(index: Index, matched: readonly number[], length: number): number[] {
  const seen = new Set<string>();
  const numbers: number[] = [];
  for (let at = length - 1; at >= 0; at -= 1) {
    const number = matched[at] ?? 0;
    const incident = index.rows[number - index.first]?.incident;
    if (incident && seen.has(incident.id)) continue;
    if (incident) seen.add(incident.id);
    numbers.push(number);
  }
  return numbers;
}
