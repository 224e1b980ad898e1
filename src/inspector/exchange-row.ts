// What the list knows of a request: narrow enough to hold hundreds of thousands, and the values that filters look at.
import { headerValue } from "../http/raw-headers.ts";
import { clockSkewSeconds } from "../report/clock-skew.ts";
import type { FilterField } from "../report/filter-expression.ts";
import { filterValues } from "../report/filter-match.ts";
import { standing } from "../report/request-facts.ts";
import type { InspectedExchange, ListRow } from "./inspector-api.ts";

/** Fields whose values are kept beside each row; headers and bodies are read again when they are asked for. */
export type KeptField = Exclude<FilterField, "h" | "b">;

/** A row and how it is found and filtered. */
export interface ExchangeRow extends ListRow {
  /** Which source it is of, and its place there. */
  readonly source: number;
  readonly place: number;
  readonly timeEpochMs: number | null;
  readonly accessKeyId: string | null;
  readonly values: Readonly<Record<KeptField, readonly string[]>>;
}

/** Makes rows; equal texts of many rows are held once. */
export type RowMaker = (
  exchange: InspectedExchange,
  at: Pick<ExchangeRow, "number" | "source" | "place">,
) => ExchangeRow;

const longestTarget = 300;

/** Opens a maker of rows. */
export function rowMaker(): RowMaker {
  const known = new Map<string, readonly string[]>();
  const shared = (values: readonly string[]): readonly string[] => {
    const key = values.join("\0");
    const found = known.get(key);
    if (found) return found;
    if (known.size < 50_000 && key.length < 200) known.set(key, values);
    return values;
  };
  return (exchange, at) => rowOf(exchange, at, shared);
}

function rowOf(
  exchange: InspectedExchange,
  at: Pick<ExchangeRow, "number" | "source" | "place">,
  shared: (values: readonly string[]) => readonly string[],
): ExchangeRow {
  const { examination, requestBody, totalMs, interrupted, underWay = false } = exchange;
  const { request, endpoint, envelope, response, incident = null } = examination;
  const subject = { examination, requestBody: requestBody.text, responseBody: null };
  const kept = (field: KeptField): readonly string[] => shared(filterValues(field, subject));
  const one = (text: string | null): string | null => (text === null ? null : (shared([text])[0] ?? null));
  const causes = shared(examination.causes);
  const operation = kept("op");
  // Written out: a row for each of hundreds of thousands is made here.
  return {
    number: at.number,
    source: at.source,
    place: at.place,
    time: examination.time,
    timeEpochMs: epochMs(examination.time),
    client: one(clientName(exchange)) ?? "",
    process: processName(exchange, one),
    method: one(request.method) ?? "",
    authority: one(request.authority) ?? "",
    target: request.target.slice(0, longestTarget),
    service: one(endpoint?.service ?? endpoint?.signingName ?? envelope.credentialScope?.service ?? null),
    operation: operation[0] ?? null,
    region: one(envelope.credentialScope?.region ?? endpoint?.region ?? null),
    accessKeyId: one(envelope.accessKeyId),
    verdict: examination.verdict,
    standing: standing(examination),
    causes,
    certainty: examination.findings.find(({ rule }) => rule === causes[0])?.certainty ?? null,
    status: response?.status ?? exchange.response?.status ?? null,
    code: one(response?.code ?? null),
    skewSeconds: skewOf(exchange),
    totalMs,
    underWay,
    interrupted,
    incident: incident && incident.count > 0 ? { id: incident.id, count: incident.count } : null,
    nested: examination.nested !== undefined && examination.nested.within !== null,
    values: underWay ? { ...keptValues(kept, operation), ...notKnownYet } : keptValues(kept, operation),
  };
}

/** What an exchange that is under way has none of. */
const notKnownYet = { verdict: [], rule: [], err: [] };

function keptValues(
  kept: (field: KeptField) => readonly string[],
  op: readonly string[],
): ExchangeRow["values"] {
  return {
    client: kept("client"),
    svc: kept("svc"),
    reg: kept("reg"),
    op,
    akid: kept("akid"),
    rule: kept("rule"),
    verdict: kept("verdict"),
    err: kept("err"),
    u: kept("u"),
    d: kept("d"),
    m: kept("m"),
    c: kept("c"),
  };
}

function epochMs(time: string | null): number | null {
  const at = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? null : at;
}

/** A presigned URL was signed when it was made, not when it is used: its date says nothing of a clock. */
function skewOf({ examination: { envelope, response } }: InspectedExchange): number | null {
  if (envelope.form === "presigned-url" || envelope.form === "sigv2-query") return null;
  return clockSkewSeconds(envelope.amzDate, response?.serverDate ?? null);
}

function processName(
  { examination: { connection } }: InspectedExchange,
  one: (text: string) => string | null,
): ListRow["process"] {
  const found = connection?.process;
  // Evidence may come from anyone.
  if (typeof found?.name !== "string" || typeof found.pid !== "number") return null;
  return { pid: found.pid, name: one(found.name.slice(0, 64)) ?? "" };
}

/** `aws-cli/2.9.19` of a User-Agent; without one, the address without its port. */
function clientName({ examination: { request, connection } }: InspectedExchange): string {
  const product = /^[^\s()]{1,60}/.exec(headerValue(request.headers, "user-agent") ?? "")?.[0];
  if (product !== undefined && !product.startsWith("[redacted")) return product;
  return (connection?.client ?? "").replace(/:\d+$/, "");
}

/** A row as the page takes it. */
export function listRow(row: ExchangeRow): ListRow {
  const {
    source: _source,
    place: _place,
    timeEpochMs: _time,
    accessKeyId: _key,
    values: _values,
    ...listed
  } = row;
  return listed;
}
