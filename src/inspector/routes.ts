// What the page may ask for: one row for each route. Who asks was looked at before; nothing here needs to.
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseFilter } from "../report/filter-expression.ts";
import { answerBytes, answerJson, beginSaved } from "./answers.ts";
import type { ExchangeRow } from "./exchange-row.ts";
import type { ExplainAnswer, InspectedExchange, InspectorState, OverviewAnswer } from "./inspector-api.ts";
import { copyFormats, longestTextLength, saveFormats } from "./inspector-api.ts";
import type { LiveEvents } from "./live-events.ts";
import { overviewOf } from "./overview.ts";
import type { Replayer } from "./replay-routes.ts";
import { offerReplay, replay, replayAsked } from "./replay-routes.ts";
import { requestDetail } from "./request-detail.ts";
import type { RowIndex } from "./row-index.ts";

/** What the routes are made of. */
export interface RouteParts {
  readonly index: RowIndex;
  readonly live: LiveEvents;
  readonly state: () => Omit<InspectorState, "requests" | "notes">;
  /** Examines a text as `explain` does; null while another is examined. Must not hold this thread. */
  readonly explain: (text: string) => Promise<ExplainAnswer | null>;
  /** Sends requests again; null where no session runs. */
  readonly replayer: Replayer | null;
  /** The text of one request in a format, or why there is none. Latin1 for `http`. */
  readonly copied: (
    format: (typeof copyFormats)[number],
    exchange: InspectedExchange,
  ) => { readonly text: string } | { readonly refusal: string };
  /** The pieces of a report of exchanges. */
  readonly saved: (
    format: (typeof saveFormats)[number],
    exchanges: AsyncIterable<InspectedExchange>,
  ) => AsyncIterable<string>;
}

/** One question of the page. */
export interface Question {
  readonly query: URLSearchParams;
  /** What stood in the path's variable place; empty where it has none. */
  readonly variable: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Route = (question: Question, parts: RouteParts) => void | Promise<void>;

/** The routes by method and path; `*` stands for a number. */
export const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["GET /api/state", state],
  ["GET /api/rows", rows],
  ["GET /api/requests/*", detail],
  ["GET /api/requests/*/copy", copy],
  ["GET /api/requests/*/replay", offer],
  ["POST /api/requests/*/replay", sendAgain],
  ["GET /api/save", save],
  ["GET /api/overview", overview],
  ["GET /api/events", ({ response }, { live }) => live.listen(response)],
  ["POST /api/explain", explain],
]);

const readMs = 200;
const mostRowsAtOnce = 500;

function state({ response }: Question, { index, state: about }: RouteParts): void {
  index.advance(readMs);
  const value: InspectorState = { ...about(), requests: index.rows().length, notes: index.notes() };
  answerJson(response, 200, value);
}

function rows({ query, response }: Question, { index }: RouteParts): void {
  const filterText = query.get("filter") ?? "";
  const filter = parseFilter(filterText);
  if ("wrong" in filter) {
    answerJson(response, 400, filter);
    return;
  }
  index.advance(readMs);
  const window = index.window({
    ...{ filter, filterText },
    from: numberOf(query.get("from"), 0),
    count: Math.min(numberOf(query.get("count"), 100), mostRowsAtOnce),
    until: query.has("until") ? numberOf(query.get("until"), 0) : null,
    grouped: query.get("grouped") === "1",
  });
  answerJson(response, 200, window);
}

function detail({ variable, query, response }: Question, { index }: RouteParts): void {
  const row = index.row(numberOf(variable, 0));
  const filterText = query.get("filter") ?? "";
  const found = row && requestDetail(index, row, { filter: parseFilter(filterText), filterText });
  if (found) answerJson(response, 200, found);
  else answerJson(response, 404, { message: "this request is no longer there" });
}

function copy({ variable, query, response }: Question, { index, copied }: RouteParts): void {
  const row = index.row(numberOf(variable, 0));
  const exchange = row && index.exchange(row);
  const format = copyFormats.find((one) => one === query.get("format"));
  if (!exchange || !format) {
    answerJson(response, 404, { message: "there is no such request or format" });
    return;
  }
  const written = copied(format, exchange);
  if ("refusal" in written) {
    answerJson(response, 409, { message: written.refusal });
    return;
  }
  const body = Buffer.from(written.text, format === "http" ? "latin1" : "utf8");
  if (format === "http") {
    beginSaved(response);
    response.end(body);
  } else answerBytes(response, 200, { type: "text/plain; charset=utf-8", body });
}

async function offer({ variable, response }: Question, { index, replayer }: RouteParts): Promise<void> {
  const row = index.row(numberOf(variable, 0));
  if (row) await offerReplay({ row, response }, index, replayer);
  else answerJson(response, 404, { message: "this request is no longer there" });
}

async function sendAgain({ variable, request, response }: Question, parts: RouteParts): Promise<void> {
  const row = parts.index.row(numberOf(variable, 0));
  const asked = await replayAsked(request);
  if (!row) answerJson(response, 404, { message: "this request is no longer there" });
  else if (asked) await replay({ row, response }, asked, parts);
  else answerJson(response, 400, { message: 'a JSON body {"signed": …, "confirmed": …} is expected' });
}

async function save({ query, response }: Question, { index, saved }: RouteParts): Promise<void> {
  const format = saveFormats.find((one) => one === query.get("format"));
  const filterText = query.get("filter") ?? "";
  const filter = parseFilter(filterText);
  if (!format || "wrong" in filter) {
    answerJson(response, 400, { message: "there is no such format, or the filter cannot be understood" });
    return;
  }
  const only = query.get("number");
  const one = only === null ? null : index.row(numberOf(only, 0));
  if (only === null) await searchedWhole(index, { filter, filterText });
  const chosen =
    only === null ? over(index.matches({ filter, filterText })).reverse() : one === null ? [] : [one];
  beginSaved(response);
  for await (const piece of saved(format, exchangesOf(chosen, index))) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  response.end();
}

/** The part of a list that is asked for where only its search is wanted. */
const nothingShown = { from: 0, count: 0, until: null, grouped: false };

/** Looks at every row there is now: one answer's time may not be enough, and a file must not lack what was not reached. */
async function searchedWhole(index: RowIndex, query: Parameters<RowIndex["matches"]>[0]): Promise<void> {
  const of = index.rows().length;
  const nothing = { ...query, ...nothingShown };
  while (index.window(nothing).searched < Math.min(of, index.rows().length))
    await new Promise((turn) => setImmediate(turn));
}

async function* exchangesOf(
  chosen: readonly ExchangeRow[],
  index: RowIndex,
): AsyncGenerator<InspectedExchange> {
  for (const [at, row] of chosen.entries()) {
    const exchange = index.exchange(row);
    if (exchange) yield exchange;
    // Other questions are answered in between.
    if (at % 100 === 99) await new Promise((turn) => setImmediate(turn));
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}

function overview({ query, response }: Question, { index }: RouteParts): void {
  const filterText = query.get("filter") ?? "";
  const filter = parseFilter(filterText);
  index.advance(readMs);
  if ("wrong" in filter) {
    answerJson(response, 400, filter);
    return;
  }
  const { searched, of } = index.window({ filter, filterText, ...nothingShown });
  const overviewed = searched < of ? null : overviewOf(over(index.matches({ filter, filterText })));
  const answer: OverviewAnswer = { searched, of, overview: overviewed };
  answerJson(response, 200, answer);
}

/** Of what is under way nothing is known that could be counted or reported. */
function over(rows: readonly ExchangeRow[]): ExchangeRow[] {
  return rows.filter(({ underWay }) => !underWay);
}

async function explain({ request, response }: Question, parts: RouteParts): Promise<void> {
  const body = await bodyText(request);
  const text = body === null ? null : textOf(body);
  if (text === null) {
    answerJson(response, 400, { message: 'a JSON body {"text": …} of at most 4 MiB is expected' });
    return;
  }
  const answer = await parts.explain(text);
  if (answer) answerJson(response, 200, answer);
  else answerJson(response, 503, { message: "another text is being examined: try again in a moment" });
}

async function bodyText(request: IncomingMessage): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Uint8Array).length;
    // What is sent beyond it is read and thrown away: an answer while a page still sends would be taken for none.
    if (bytes > 2 * longestTextLength) continue;
    pieces.push(piece as Uint8Array);
  }
  return bytes > 2 * longestTextLength ? null : Buffer.concat(pieces).toString("utf8");
}

function textOf(body: string): string | null {
  try {
    const value: unknown = JSON.parse(body);
    const text = typeof value === "object" && value !== null && "text" in value ? value.text : null;
    return typeof text === "string" && text.length <= longestTextLength ? text : null;
  } catch {
    return null;
  }
}

function numberOf(text: string | null, otherwise: number): number {
  return /^\d{1,9}$/.test(text ?? "") ? Number(text) : otherwise;
}
