// The overview: how much fails and why, whose clock is off, what AWS answered.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ListRow, Overview, OverviewAnswer } from "../inspector/inspector-api.ts";
import { visibleText } from "../report/visible-text.ts";
import type { AskError } from "./api.ts";
import { SkewPlot, SpanBars, Spark } from "./plots.tsx";
import { What } from "./request-row.tsx";
import type { Route } from "./route.ts";
import { useAsked } from "./use-asked.ts";
import type { Go } from "./use-route.ts";
import { clockWords, countWords, durationWords, plural, skewWords } from "./words.ts";

/** What the view is given. */
export interface OverviewViewProps {
  readonly route: Route;
  readonly go: Go;
  /** Changes whenever a row comes or changes. */
  readonly changes: number;
}

const everyMs = 2000;

/** The view; news are looked at once in a while, not with each request. */
export function OverviewView({ route, go, changes }: OverviewViewProps): JSX.Element {
  const path = `/api/overview?${new URLSearchParams({ filter: route.filter })}`;
  const { counted, share, error } = useCounted(path, useOnceInAWhile(changes));
  if (error) return <p class="none">{error.message}</p>;
  if (!counted)
    return (
      <p class="none" role="status">
        {share === null ? "…" : `counting… ${Math.floor(share * 100)} %`}
      </p>
    );
  const find = (filter: string): void => go({ view: "requests", filter });
  return (
    <OverviewCards
      overview={counted}
      share={share}
      find={find}
      open={(number) => go({ view: "request", number })}
      filter={route.filter}
    />
  );
}

interface Counted {
  /** What was counted last as a whole; null before. */
  readonly counted: Overview | null;
  /** How far counting has come, from 0 to 1; null where it is done. */
  readonly share: number | null;
  readonly error: AskError | null;
}

/** A value as it was when it was last looked at. */
function useOnceInAWhile(value: number): number {
  const latest = useRef(value);
  latest.current = value;
  const [seen, see] = useState(value);
  useEffect(() => {
    const timer = setInterval(() => see(latest.current), everyMs);
    return () => clearInterval(timer);
  }, []);
  return seen;
}

/** The overview of a path: asked for again until all is counted. */
function useCounted(path: string, again: number): Counted {
  const [turn, setTurn] = useState(0);
  const { value, error } = useAsked<OverviewAnswer>(path, `${again} ${turn}`);
  const [last, setLast] = useState<{ readonly path: string; readonly overview: Overview } | null>(null);
  useEffect(() => {
    if (value?.overview) setLast({ path, overview: value.overview });
    if (!value || value.overview) return;
    const timer = setTimeout(() => setTurn((count) => count + 1), 30);
    return () => clearTimeout(timer);
  }, [value]);
  const counted = value?.overview ?? (last?.path === path ? last.overview : null);
  return { counted, share: value && !value.overview ? value.searched / value.of : null, error };
}

interface CardsProps {
  readonly overview: Overview;
  /** How far counting anew has come; null where it is done. */
  readonly share?: number | null;
  readonly find: (filter: string) => void;
  readonly open: (number: number) => void;
  readonly filter: string;
}

/** The cards. */
export function OverviewCards({ overview, find, open, filter, share = null }: CardsProps): JSX.Element {
  const { requests, failed, verdicts, fromEpochMs, untilEpochMs } = overview;
  return (
    <article class="overview">
      <h1 class="hidden">Overview</h1>
      <section class="card wide-card" aria-labelledby="over-time">
        <h2 id="over-time">
          {plural(requests, "request")}
          {filter === "" ? "" : ` for ${visibleText(filter)}`}
          {share !== null && <small> counting… {Math.floor(share * 100)} %</small>}
        </h2>
        <ul class="tally">
          <li class={failed > 0 ? "failed" : ""}>
            <b>{countWords(failed)}</b> failing
          </li>
          {verdicts.map(([verdict, count]) => (
            <li key={verdict} class={`verdict ${verdict}`}>
              <b>{countWords(count)}</b> {verdict}
            </li>
          ))}
        </ul>
        <SpanBars spans={overview.spans} />
        {fromEpochMs !== null && untilEpochMs !== null && (
          <p class="ends">
            <span>{dayWords(fromEpochMs)}</span>
            <span>{dayWords(untilEpochMs)}</span>
          </p>
        )}
      </section>
      <Causes causes={overview.causes} find={find} />
      <Clients overview={overview} />
      <Card id="codes" title="Refusals by AWS">
        <Bars
          rows={overview.codes.map(([name, count]) => ({ name, count, failed: count }))}
          find={(name) => find(`~err ${quoted(name)}`)}
          none="AWS refused nothing."
        />
      </Card>
      <Card id="services" title="Services">
        <Bars
          rows={overview.services.map(({ name, requests: count, failed: bad }) => ({
            name,
            count,
            failed: bad,
          }))}
          find={(name) => find(name === "unknown" ? "!~svc" : `~svc ${quoted(name)}`)}
          none="Nothing passed yet."
        />
      </Card>
      <Rows
        id="failed-last"
        title="Failed last"
        rows={overview.failedLast}
        open={open}
        said={(row) => visibleText(row.causes[0] ?? row.code ?? row.verdict)}
      />
      <Rows
        id="slowest"
        title="Slowest"
        rows={overview.slowest}
        open={open}
        said={(row) => durationWords(row.totalMs)}
      />
    </article>
  );
}

/** A text as filters take it, whatever is in it. */
export function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function dayWords(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace("T", " ");
}

function Card({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Causes({
  causes,
  find,
}: {
  readonly causes: Overview["causes"];
  readonly find: (filter: string) => void;
}): JSX.Element {
  return (
    <Card id="causes" title="Causes">
      {causes.length === 0 && <p class="why">Nothing fails.</p>}
      <ul class="causes">
        {causes.map(({ rule, title, requests, spans }) => (
          <li key={rule}>
            <button type="button" class="line" onClick={() => find(`~rule ${quoted(rule)}`)} title={title}>
              <span class="rule">{visibleText(rule)}</span>
              <Spark spans={spans} label={`${rule} over time`} />
              <b>{countWords(requests)}</b>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Clients({ overview }: { readonly overview: Overview }): JSX.Element {
  return (
    <Card id="clients" title="Clients and their clocks">
      <SkewPlot overview={overview} />
      <table class="clients">
        <thead>
          <tr>
            <th scope="col">client</th>
            <th scope="col">requests</th>
            <th scope="col">failing</th>
            <th scope="col">clock</th>
          </tr>
        </thead>
        <tbody>
          {overview.clients.map(({ name, requests, failed, skew }) => (
            <tr key={name}>
              <th scope="row">{visibleText(name) || "unknown"}</th>
              <td>{countWords(requests)}</td>
              <td class={failed > 0 ? "bad" : ""}>{countWords(failed)}</td>
              <td>{skew === null ? "" : rangeWords(skew)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function rangeWords([least, greatest]: readonly [number, number]): string {
  const words = [...new Set([skewWords(least), skewWords(greatest)])].filter((word) => word !== "");
  return words.length === 0 ? "right" : words.join(" to ");
}

interface BarRow {
  readonly name: string;
  readonly count: number;
  readonly failed: number;
}

function Bars({
  rows,
  find,
  none,
}: {
  readonly rows: readonly BarRow[];
  readonly find: (name: string) => void;
  readonly none: string;
}): JSX.Element {
  const most = Math.max(...rows.map(({ count }) => count), 1);
  if (rows.length === 0) return <p class="why">{none}</p>;
  return (
    <ul class="bars">
      {rows.map(({ name, count, failed }) => (
        <li key={name}>
          <button type="button" class="line" onClick={() => find(name)}>
            <span>{visibleText(name)}</span>
            <span class="track">
              <span class="fill" style={{ width: `${(count / most) * 100}%` }}>
                <span class="failed" style={{ width: `${(failed / count) * 100}%` }} />
              </span>
            </span>
            <b>{countWords(count)}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface RowsProps {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly ListRow[];
  readonly open: (number: number) => void;
  readonly said: (row: ListRow) => string;
}

function Rows({ id, title, rows, open, said }: RowsProps): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <Card id={id} title={title}>
      <ul class="related">
        {rows.map((row) => (
          <li key={row.number}>
            <button type="button" class="line" onClick={() => open(row.number)}>
              <span class="time">{clockWords(row.time)}</span>
              <span class="what">
                <What row={row} />
              </span>
              <span class="why">{said(row)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
