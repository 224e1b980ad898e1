// All requests that are inspected, in the order in which they came, and the windows of them that a filter asks for.
import type { Filter } from "../report/filter-expression.ts";
import { filterMatchesValues, filterValues } from "../report/filter-match.ts";
import type { ExchangeRow } from "./exchange-row.ts";
import { listRow, rowMaker } from "./exchange-row.ts";
import type { InspectedExchange, ListWindow } from "./inspector-api.ts";

/** Where exchanges come from. None of it throws: what cannot be read is noted. */
export interface ExchangeSource {
  /** The next exchanges, oldest first; empty where there are none for now. Its `place` finds each again. */
  next(most: number): readonly { readonly place: number; readonly exchange: InspectedExchange }[];
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
  row(number: number): ExchangeRow | null;
  exchange(row: ExchangeRow): InspectedExchange | null;
  /** The rows, oldest first, and the numbers of the first and the last. */
  rows(): readonly ExchangeRow[];
  newest(): number;
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
}

/** Opens the list of what the sources hold. */
export function openRowIndex(sources: readonly ExchangeSource[], most: number = mostRows): RowIndex {
  const index: Index = { sources, most, rows: [], first: 1, searches: new Map() };
  const make = rowMaker();
  const newest = (): number => index.first + index.rows.length - 1;
  const add = (source: number): number => {
    const found = sources[source]?.next(batch) ?? [];
    for (const { place, exchange } of found)
      index.rows.push(make(exchange, { number: newest() + 1, source, place }));
    return found.length;
  };
  return {
    advance: (budgetMs) => {
      const before = newest();
      const until = performance.now() + budgetMs;
      for (const source of sources.keys()) while (performance.now() < until && add(source) > 0);
      forgetOldest(index);
      return newest() > before;
    },
    window: (query) => windowOf(index, query),
    matches: ({ filter, filterText }) =>
      searched(index, filter, filterText)
        .matched.map((number) => index.rows[number - index.first])
        .filter((row) => row !== undefined)
        .reverse(),
    row: (number) => index.rows[number - index.first] ?? null,
    exchange: (row) => sources[row.source]?.exchange(row.place) ?? null,
    rows: () => index.rows,
    newest,
    notes: () => notes(index),
    close: () => {
      for (const source of sources) source.close();
    },
  };
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

function notes({ first, sources }: Index): string[] {
  const gone = first === 1 ? [] : [`The ${first - 1} oldest requests are not listed.`];
  return [...gone, ...sources.flatMap((source) => source.notes())];
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
  const newest = index.first + index.rows.length - 1;
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

function rowMatches(index: Index, filter: Filter, row: ExchangeRow): boolean {
  return filterMatchesValues(filter, (field) => {
    if (field !== "h" && field !== "b") return row.values[field];
    const exchange = index.sources[row.source]?.exchange(row.place);
    if (!exchange) return [];
    const { examination, requestBody, response } = exchange;
    return filterValues(field, {
      examination,
      requestBody: requestBody.text,
      responseBody: response?.body.text ?? null,
    });
  });
}

function countUpTo(numbers: readonly number[], until: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= until) low = middle + 1;
    else high = middle;
  }
  return low;
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
