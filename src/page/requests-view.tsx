// The list: as long as it may be, only what is on the screen is there.
import type { JSX, RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { InspectorState } from "../inspector/inspector-api.ts";
import { FilterBar } from "./filter-bar.tsx";
import type { Command } from "./keyboard.ts";
import { rowHeight, scrollFor, shownRows } from "./list-window.ts";
import { columnNames, RequestRow } from "./request-row.tsx";
import type { Route } from "./route.ts";
import { SaveMenu } from "./save-menu.tsx";
import { useKeys } from "./use-keys.ts";
import type { Go } from "./use-route.ts";
import type { Rows } from "./use-rows.ts";
import { useRows } from "./use-rows.ts";
import { plural } from "./words.ts";

/** What the view is given. */
export interface RequestsViewProps {
  readonly route: Route;
  readonly go: Go;
  readonly newest: number;
  /** Changes whenever a row comes or changes. */
  readonly changes: number;
  readonly state: InspectorState | null;
}

/** Where the list stood, for coming back from a request. */
const stood = { filter: "", at: 0, chosen: null as number | null, scrollTop: 0 };

/** The view. */
export function RequestsView({ route, go, newest, changes, state }: RequestsViewProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const place = useScrolled(frame, route.filter);
  const [until, setUntil] = useState<number | null>(null);
  const follows = place.scrollTop < rowHeight;
  const list = useRows({
    ...{
      filter: route.filter,
      grouped: route.grouped,
      until: follows ? null : until,
      news: changes,
      follows,
    },
    shown: shownRows(place.scrollTop, place.height, Number.MAX_SAFE_INTEGER),
  });
  useEffect(() => {
    if (follows) setUntil(list.newest);
  }, [follows, list.newest]);
  const { at, setAt, chosen } = useChosen(list, route.filter);
  Object.assign(stood, { filter: route.filter, at, chosen, scrollTop: place.scrollTop });
  const open = (row: number): void => {
    const number = list.rows.get(row)?.number;
    setAt(row);
    if (number !== undefined) go({ view: "request", number });
  };
  useListKeys({ frame, field, list, at, setAt, open, go, route });
  const waiting = follows || until === null ? 0 : Math.max(newest - until, 0);
  return (
    <section class="list" aria-labelledby="list-title">
      <h1 id="list-title" class="hidden">
        Requests
      </h1>
      <div class="tools">
        <FilterBar route={route} go={go} field={field} found={foundWords(list)} />
        <SaveMenu filter={route.filter} />
      </div>
      {state?.notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
      <Grid
        {...{
          frame,
          list,
          at,
          open,
          grouped: route.grouped,
          scrollTop: place.scrollTop,
          height: place.height,
        }}
      />
      {waiting > 0 && (
        <button type="button" class="newer" onClick={() => frame.current?.scrollTo({ top: 0 })}>
          ↑ {plural(waiting, "new request")}
        </button>
      )}
    </section>
  );
}

interface Chosen {
  /** The chosen place of the list. */
  readonly at: number;
  readonly setAt: (row: number) => void;
  /** The number of the request there; null for the newest, whichever that is. */
  readonly chosen: number | null;
}

/** What is chosen stays the same request when others come above it; another filter begins at its newest. */
function useChosen({ rows }: Rows, filter: string): Chosen {
  const [at, setAt] = useState(stood.filter === filter ? stood.at : 0);
  const chosen = useRef(stood.filter === filter ? stood.chosen : null);
  const filtered = useRef(filter);
  useEffect(() => {
    if (filtered.current === filter) return;
    filtered.current = filter;
    chosen.current = null;
    setAt(0);
  }, [filter]);
  useEffect(() => {
    if (chosen.current === null) return;
    for (const [place, { number }] of rows) if (number === chosen.current) setAt(place);
  }, [rows]);
  const choose = (row: number): void => {
    chosen.current = row === 0 ? null : (rows.get(row)?.number ?? null);
    setAt(row);
  };
  return { at, setAt: choose, chosen: chosen.current };
}

interface GridProps {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly list: Rows;
  readonly at: number;
  readonly open: (row: number) => void;
  readonly grouped: boolean;
  readonly scrollTop: number;
  readonly height: number;
}

function Grid({ frame, list, at, open, grouped, scrollTop, height }: GridProps): JSX.Element {
  const { from, until } = shownRows(scrollTop, height, list.total);
  const rows = [];
  for (let row = from; row < until; row += 1) rows.push(row);
  const chosen = list.rows.get(at);
  return (
    <div class="frame" ref={frame}>
      <div
        role="grid"
        aria-label="Requests, newest first"
        aria-rowcount={list.total + 1}
        aria-colcount={columnNames.length}
        aria-activedescendant={chosen && at >= from && at < until ? `row-${chosen.number}` : undefined}
        tabIndex={0}
        class="grid"
        style={{ height: `${(list.total + 1) * rowHeight}px` }}
      >
        <div role="row" class="row head" aria-rowindex={1}>
          {columnNames.map((name) => (
            <span role="columnheader" key={name}>
              {name}
            </span>
          ))}
        </div>
        {rows.map((row) => {
          const found = list.rows.get(row);
          return (
            <div
              role="rowgroup"
              class="slot"
              key={found?.number ?? -row}
              style={{ top: `${(row + 1) * rowHeight}px` }}
            >
              {found && (
                <RequestRow
                  {...{ row: found, place: row, chosen: row === at, grouped }}
                  open={() => open(row)}
                />
              )}
            </div>
          );
        })}
      </div>
      {list.total === 0 && list.searched === 1 && (
        <p class="none">No request is one that this filter asks for.</p>
      )}
    </div>
  );
}

function foundWords({ total, searched, error }: Rows): string {
  if (error) return error.message;
  const rest = searched < 1 ? `, ${Math.floor(searched * 100)} % searched` : "";
  return `${plural(total, "request")}${rest}`;
}

interface Place {
  readonly scrollTop: number;
  readonly height: number;
}

/** Where the frame is scrolled to and how high it is. */
function useScrolled(frame: RefObject<HTMLDivElement | null>, filter: string): Place {
  const [place, setPlace] = useState<Place>({
    scrollTop: stood.filter === filter ? stood.scrollTop : 0,
    height: 800,
  });
  const first = useRef(true);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    element.scrollTop = first.current && stood.filter === filter ? stood.scrollTop : 0;
    first.current = false;
    const measure = (): void => setPlace({ scrollTop: element.scrollTop, height: element.clientHeight });
    measure();
    element.addEventListener("scroll", measure, { passive: true });
    const sized = new ResizeObserver(measure);
    sized.observe(element);
    return () => {
      element.removeEventListener("scroll", measure);
      sized.disconnect();
    };
  }, [frame, filter]);
  return place;
}

interface ListKeys {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly list: Rows;
  readonly at: number;
  readonly setAt: (row: number) => void;
  readonly open: (row: number) => void;
  readonly go: Go;
  readonly route: Route;
}

function useListKeys({ frame, field, list, at, setAt, open, go, route }: ListKeys): void {
  const move = (row: number): void => {
    const to = Math.max(Math.min(row, list.total - 1), 0);
    setAt(to);
    const element = frame.current;
    if (!element) return;
    // The head of the columns stays on top of what is scrolled.
    const scrollTop = scrollFor(to, element.scrollTop, element.clientHeight - rowHeight);
    if (scrollTop !== null) element.scrollTop = scrollTop;
  };
  const moves: Partial<Record<Command, () => void>> = {
    down: () => move(at + 1),
    up: () => move(at - 1),
    first: () => move(0),
    last: () => move(list.total - 1),
    "page-down": () => move(at + 15),
    "page-up": () => move(at - 15),
    open: () => open(at),
    filter: () => field.current?.focus(),
    group: () => go({ grouped: !route.grouped }, true),
    back: () =>
      document.activeElement === field.current
        ? frame.current?.querySelector<HTMLElement>(".grid")?.focus()
        : go({ filter: "" }, true),
  };
  useKeys(
    useCallback(
      (command) => {
        moves[command]?.();
        return moves[command] !== undefined;
      },
      [moves],
    ),
  );
}
