// The rows of the list that are on the screen, asked for page by page. While somebody reads further down, the list stands still:
// what comes in the meantime waits above.
import { useEffect, useState } from "preact/hooks";
import type { ListRow, ListWindow } from "../inspector/inspector-api.ts";
import { AskError, askJson } from "./api.ts";
import type { Shown } from "./list-window.ts";
import { pageRows, pagesOf } from "./list-window.ts";

/** What is known of the list. */
export interface Rows {
  readonly total: number;
  readonly rows: ReadonlyMap<number, ListRow>;
  /** How much of it was searched, from 0 to 1. */
  readonly searched: number;
  readonly newest: number;
  readonly error: AskError | null;
}

/** What is asked for. */
export interface RowsQuery {
  readonly filter: string;
  readonly grouped: boolean;
  /** Only requests up to this number; null for all. */
  readonly until: number | null;
  readonly shown: Shown;
  /** Changes when there is something new. */
  readonly news: number;
  /** Whether what is new is to be shown; else only what becomes of the rows that are under way. */
  readonly follows: boolean;
}

const nothing: Rows = { total: 0, rows: new Map(), searched: 0, newest: 0, error: null };

/** The path of one page of the list. */
export function rowsPath(query: Pick<RowsQuery, "filter" | "grouped" | "until">, from: number): string {
  const parameters = new URLSearchParams({ from: String(from), count: String(pageRows) });
  if (query.filter !== "") parameters.set("filter", query.filter);
  if (query.grouped) parameters.set("grouped", "1");
  if (query.until !== null) parameters.set("until", String(query.until));
  return `/api/rows?${parameters}`;
}

/** The list's rows; a search that takes long is asked for again until it is done. */
export function useRows(query: RowsQuery): Rows {
  const { filter, grouped, until, shown, follows } = query;
  const [rows, setRows] = useState<Rows>(nothing);
  const [again, setAgain] = useState(0);
  const pages = pagesOf(shown).join(",");
  const news = follows || someUnderWay(rows) ? query.news : 0;
  // `news` and `again` are what asks again.
  useEffect(() => {
    const stop = new AbortController();
    const asked = pages.split(",").map(Number);
    const answers = asked.map((from) =>
      askJson<ListWindow>(rowsPath({ filter, grouped, until }, from), stop.signal),
    );
    Promise.all(answers).then(
      (windows) => {
        setRows(rowsOf(windows));
        const done = windows.every(({ searched, of }) => searched >= of);
        if (!done) setTimeout(() => stop.signal.aborted || setAgain((count) => count + 1), 30);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        setRows({ ...nothing, error: error instanceof AskError ? error : new AskError(0, null) });
      },
    );
    return () => stop.abort();
  }, [filter, grouped, until, pages, news, again]);
  return rows;
}

function someUnderWay({ rows }: Rows): boolean {
  for (const { underWay } of rows.values()) if (underWay) return true;
  return false;
}

function rowsOf(windows: readonly ListWindow[]): Rows {
  const rows = new Map<number, ListRow>();
  for (const window of windows)
    for (const [at, row] of window.rows.entries()) rows.set(window.from + at, row);
  const last = windows.at(-1);
  if (!last) return nothing;
  const searched = last.of === 0 ? 1 : last.searched / last.of;
  return { total: last.total, rows, searched, newest: last.newest, error: null };
}
