// The overview: what fails, whose clock is off, which answers came, counted over the rows of the list.
import { ruleWords } from "../report/rule-words.ts";
import type { ExchangeRow } from "./exchange-row.ts";
import { listRow } from "./exchange-row.ts";
import type { CauseCount, ClientCount, Overview } from "./inspector-api.ts";

const spanCount = 48;
const listed = 12;
const mostSkews = 600;

/** The overview of rows, newest first. */
export function overviewOf(rows: readonly ExchangeRow[]): Overview {
  const times = rows.flatMap(({ timeEpochMs }) => (timeEpochMs === null ? [] : [timeEpochMs]));
  const fromEpochMs = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const untilEpochMs = times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  const span = (row: ExchangeRow): number => spanOf(row.timeEpochMs, fromEpochMs, untilEpochMs);
  const failed = rows.filter(({ standing }) => standing === "failed");
  return {
    requests: rows.length,
    failed: failed.length,
    verdicts: counted(rows, ({ verdict }) => verdict),
    fromEpochMs: times.length === 0 ? null : fromEpochMs,
    untilEpochMs: times.length === 0 ? null : untilEpochMs,
    spans: spansOf(rows, span),
    causes: causesOf(rows, span),
    clients: clientsOf(rows),
    codes: counted(
      rows.filter(({ status }) => status !== null && status >= 400),
      ({ status, code }) => [status, code ?? ""].join(" ").trim(),
    ).slice(0, listed),
    services: servicesOf(rows),
    skews: skewsOf(rows),
    slowest: [...rows.filter(({ totalMs }) => totalMs !== null)]
      .sort((a, b) => (b.totalMs ?? 0) - (a.totalMs ?? 0))
      .slice(0, 8)
      .map(listRow),
    failedLast: failed.slice(0, 8).map(listRow),
  };
}

function spanOf(time: number | null, from: number, until: number): number {
  if (time === null || until <= from) return 0;
  return Math.min(Math.floor(((time - from) / (until - from)) * spanCount), spanCount - 1);
}

function counted(
  rows: readonly ExchangeRow[],
  name: (row: ExchangeRow) => string,
): (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

function spansOf(rows: readonly ExchangeRow[], span: (row: ExchangeRow) => number): Overview["spans"] {
  const spans = Array.from({ length: spanCount }, () => ({ right: 0, failed: 0, other: 0 }));
  for (const row of rows) {
    const one = spans[span(row)];
    if (!one) continue;
    if (row.standing === "failed") one.failed += 1;
    else if (row.standing === "passed") one.right += 1;
    else one.other += 1;
  }
  return spans;
}

function causesOf(rows: readonly ExchangeRow[], span: (row: ExchangeRow) => number): CauseCount[] {
  const causes = new Map<string, { requests: number; spans: number[] }>();
  for (const row of rows)
    for (const rule of row.causes) {
      const cause = causes.get(rule) ?? { requests: 0, spans: new Array<number>(spanCount).fill(0) };
      causes.set(rule, cause);
      cause.requests += 1;
      cause.spans[span(row)] = (cause.spans[span(row)] ?? 0) + 1;
    }
  return [...causes]
    .sort(([, a], [, b]) => b.requests - a.requests)
    .slice(0, listed)
    .map(([rule, cause]) => ({ rule, title: ruleWords(rule)?.title ?? "", ...cause }));
}

function clientsOf(rows: readonly ExchangeRow[]): ClientCount[] {
  const clients = new Map<string, { requests: number; failed: number; skew: [number, number] | null }>();
  for (const { client: name, standing, skewSeconds } of rows) {
    const client = clients.get(name) ?? { requests: 0, failed: 0, skew: null };
    clients.set(name, client);
    client.requests += 1;
    if (standing === "failed") client.failed += 1;
    if (skewSeconds === null) continue;
    const [least, greatest] = client.skew ?? [skewSeconds, skewSeconds];
    client.skew = [Math.min(least, skewSeconds), Math.max(greatest, skewSeconds)];
  }
  return [...clients]
    .map(([name, client]) => ({ name, ...client }))
    .sort((a, b) => b.failed - a.failed || b.requests - a.requests)
    .slice(0, listed);
}

function servicesOf(rows: readonly ExchangeRow[]): Overview["services"] {
  const services = new Map<string, { requests: number; failed: number }>();
  for (const { service, standing } of rows) {
    const name = service ?? "unknown";
    const one = services.get(name) ?? { requests: 0, failed: 0 };
    services.set(name, one);
    one.requests += 1;
    if (standing === "failed") one.failed += 1;
  }
  return [...services]
    .map(([name, one]) => ({ name, ...one }))
    .sort((a, b) => b.requests - a.requests)
    .slice(0, listed);
}

/** Evenly over the rows, so that a plot shows all of the time. */
function skewsOf(rows: readonly ExchangeRow[]): Overview["skews"] {
  const known = rows.flatMap(({ timeEpochMs, skewSeconds, client }) =>
    timeEpochMs === null || skewSeconds === null
      ? []
      : [{ atEpochMs: timeEpochMs, seconds: skewSeconds, client }],
  );
  const stride = Math.max(Math.ceil(known.length / mostSkews), 1);
  return known.filter((_, at) => at % stride === 0);
}
