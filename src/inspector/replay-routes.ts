// Sending a request again from the page: what may be sent, and both answers beside each other. What is sent comes from what was
// captured here alone, and goes where it went before; the page names a row and says yes, and nothing else.
import type { IncomingMessage, ServerResponse } from "node:http";
import { answerJson } from "./answers.ts";
import type { ExchangeRow } from "./exchange-row.ts";
import type { InspectedExchange, ReplayAnswer, ReplayOffer } from "./inspector-api.ts";
import type { RowIndex } from "./row-index.ts";

/** Sends captured requests through the session that captured them. */
export interface Replayer {
  offer(exchange: InspectedExchange): Promise<ReplayOffer>;
  /** Sends one; its exchange comes into the list as any other. */
  send(exchange: InspectedExchange, signed: boolean): Promise<SentAgain | { readonly refused: string }>;
}

/** A request that was sent again. */
export interface SentAgain {
  /** Where the credentials came from that it was signed with; null as captured. */
  readonly signedBy: string | null;
  /** The port that it came from: its exchange is known by it. */
  readonly fromPort: number;
  /** The answer's status as far as it was read; null before. */
  readonly status: () => number | null;
  readonly close: () => void;
}

/** One question about a row. */
export interface ReplayQuestion {
  readonly row: ExchangeRow;
  readonly response: ServerResponse;
}

/** Longest wait for the answer and its examination, and for an answer's record once it began, in milliseconds. */
const answerMs = 60_000;
const recordMs = 10_000;
const lookMs = 50;
const sending = new WeakSet<Replayer>();

/** Tells what may be sent again of a row, or why nothing may. */
export async function offerReplay(
  { row, response }: ReplayQuestion,
  index: RowIndex,
  replayer: Replayer | null,
): Promise<void> {
  const exchange = index.exchange(row);
  const obstacle = obstacleOf(row, exchange, replayer);
  const changes = !isSafe(row);
  if (exchange && replayer && obstacle === null)
    answerJson(response, 200, { ...(await replayer.offer(exchange)), changes });
  else answerJson(response, 200, { captured: obstacle, signed: obstacle, changes } satisfies ReplayOffer);
}

function obstacleOf(
  row: ExchangeRow,
  exchange: InspectedExchange | null,
  replayer: Replayer | null,
): string | null {
  if (replayer === null)
    return "No session runs here to send it through; countersign replay sends it from a terminal.";
  if (exchange === null) return "This request is no longer there.";
  if (row.underWay) return "It is under way.";
  return row.nested ? "It stood inside another message." : null;
}

/** Methods that change nothing (RFC 9110, 9.2.1). */
const safeMethod = /^(?:GET|HEAD|OPTIONS)$/;

/** The Query services take every operation by GET, whatever it does. */
function isSafe({ method, operation }: ExchangeRow): boolean {
  if (!safeMethod.test(method)) return false;
  return (
    operation === null || /^(?:Get|List|Head|Describe|Lookup|Decode|Simulate|Check|Estimate)/.test(operation)
  );
}

/** Sends the request of a row again and tells both answers. */
export async function replay(
  { row, response }: ReplayQuestion,
  asked: { readonly signed: boolean; readonly confirmed: boolean },
  { index, replayer }: { readonly index: RowIndex; readonly replayer: Replayer | null },
): Promise<void> {
  const exchange = index.exchange(row);
  const obstacle = obstacleOf(row, exchange, replayer);
  if (!exchange || !replayer || obstacle !== null) {
    answerJson(response, 409, { message: obstacle });
    return;
  }
  if (!isSafe(row) && !asked.confirmed) {
    const what = safeMethod.test(row.method) ? row.operation : row.method;
    answerJson(response, 409, { message: `${what} does again what it did: that must be confirmed.` });
    return;
  }
  if (sending.has(replayer)) {
    answerJson(response, 503, { message: "Another request is being sent again: try again in a moment." });
    return;
  }
  sending.add(replayer);
  try {
    const before = index.newest();
    const sent = await replayer.send(exchange, asked.signed);
    if ("refused" in sent) answerJson(response, 409, { message: sent.refused });
    else answerJson(response, 200, await bothAnswers(row, sent, before, index));
  } finally {
    sending.delete(replayer);
  }
}

async function bothAnswers(
  row: ExchangeRow,
  sent: SentAgain,
  before: number,
  index: RowIndex,
): Promise<ReplayAnswer> {
  const found = await recordOf(sent, before, index);
  sent.close();
  return {
    signedBy: sent.signedBy,
    before: outcome(row),
    now: found
      ? outcome(found)
      : { number: null, status: sent.status(), code: null, verdict: null, causes: [], totalMs: null },
  };
}

function outcome({ number, status, code, verdict, causes, totalMs }: ExchangeRow): ReplayAnswer["now"] {
  return { number, status, code, verdict, causes, totalMs };
}

/** The row of what was sent; null where none came, though the answer may have. */
async function recordOf(sent: SentAgain, before: number, index: RowIndex): Promise<ExchangeRow | null> {
  const from = performance.now();
  let answeredAt: number | null = null;
  for (;;) {
    index.advance(100);
    const rows = index.rows();
    const first = rows[0]?.number ?? 1;
    for (const row of rows.slice(Math.max(before + 1 - first, 0)))
      if (!row.underWay && !row.nested && row.values.client.at(-1)?.endsWith(`:${sent.fromPort}`)) return row;
    const now = performance.now();
    if (sent.status() !== null) answeredAt ??= now;
    if (now - from > answerMs || (answeredAt !== null && now - answeredAt > recordMs)) return null;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** What a body asks for; null for anything else. */
export async function replayAsked(
  request: IncomingMessage,
): Promise<{ readonly signed: boolean; readonly confirmed: boolean } | null> {
  let text = "";
  for await (const piece of request) {
    text += String(piece);
    if (text.length > 1000) return null;
  }
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const { signed, confirmed = false } = value ?? {};
    return typeof signed === "boolean" && typeof confirmed === "boolean" ? { signed, confirmed } : null;
  } catch {
    return null;
  }
}
