// Telemetry as the traffic's thread sees it: told of each exchange, asked for its metrics, closed. Nothing of it waits, and what the
// thread beside cannot keep up with is left out and counted.
import { Worker } from "node:worker_threads";
import type { Examination } from "../diagnosis/examination.ts";
import type { PackedExchange } from "../evidence/exchange-pack.ts";
import { packExchange } from "../evidence/exchange-pack.ts";
import { builtFile } from "../http/built-file.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { exchangeFacts } from "../telemetry/exchange-facts.ts";
import type { ProcessSample, TelemetryLosses } from "../telemetry/telemetry-message.ts";

/** What the thread starts with. */
export interface TelemetryStart {
  readonly version: string;
  /** Null where nothing is sent, only asked for; an `url` of null is the one of the environment. */
  readonly otlp: { readonly url: string | null } | null;
}

/** What the thread is told. An exchange is its facts, and the whole of it, packed, where something was found: it is redacted there. */
export type TelemetryOrder =
  | {
      readonly kind: "exchanges";
      readonly facts: readonly string[];
      readonly packed: readonly (PackedExchange | null)[];
    }
  | { readonly kind: "sample"; readonly sample: ProcessSample }
  | { readonly kind: "scrape"; readonly ask: number }
  | { readonly kind: "close"; readonly deadlineMs: number };

/** What the thread says. */
export type TelemetryReply =
  | { readonly kind: "taken"; readonly exchanges: number }
  | { readonly kind: "failing"; readonly reason: string }
  | { readonly kind: "text"; readonly ask: number; readonly text: string }
  | { readonly kind: "closed"; readonly losses: TelemetryLosses };

/** An open telemetry thread. */
export interface TelemetryThread {
  /** Takes an exchange. Never throws. */
  add(examination: Examination, exchange: CapturedExchange): void;
  sample(sample: ProcessSample): void;
  /** The metrics as Prometheus reads them; null where the thread does not answer in time. */
  prometheusText(): Promise<string | null>;
  /** Exchanges that the thread was not told of, because it could not keep up. */
  dropped(): number;
  /** Sends what waits, for so long at most, and ends. */
  close(): Promise<TelemetryLosses>;
}

/** Exchanges that may wait for the thread. */
const mostWaiting = 4096;
/** What makes a batch: exchanges, or milliseconds since its first. */
const batchExchanges = 128;
const batchMs = 50;
const scrapeDeadlineMs = 2000;
/** How long the last records may take to be sent. */
const closeDeadlineMs = 3000;
/** How much longer the thread itself may take: a short command may end before the SDK is loaded. */
const threadDeadlineMs = 3000;

/** The built worker: see the search pool's. */
export function builtTelemetryWorker(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "telemetry-worker.js");
}

interface Thread {
  readonly worker: Worker;
  readonly failing: (reason: string) => void;
  readonly asking: Map<number, (text: string | null) => void>;
  facts: string[];
  packed: (PackedExchange | null)[];
  timer: NodeJS.Timeout | null;
  waiting: number;
  dropped: number;
  asked: number;
  ended: boolean;
  closed: ((losses: TelemetryLosses) => void) | null;
}

/** Opens telemetry in a thread of its own, which sees no variable of the environment but those of OpenTelemetry. */
export function openTelemetryThread(
  start: TelemetryStart,
  environment: Readonly<Record<string, string | undefined>>,
  failing: (reason: string) => void,
  workerFile: URL = builtTelemetryWorker(),
): TelemetryThread {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith("OTEL_")));
  const worker = new Worker(workerFile, { env, argv: [], execArgv: [], workerData: start });
  worker.unref();
  const thread: Thread = {
    ...{ worker, failing, asking: new Map(), facts: [], packed: [], timer: null },
    ...{ waiting: 0, dropped: 0, asked: 0, ended: false, closed: null },
  };
  worker.on("message", (reply: TelemetryReply) => replied(thread, reply));
  worker.on("error", () => ended(thread));
  worker.on("exit", () => ended(thread));
  return {
    add: (examination, exchange) => add(thread, examination, exchange),
    sample: (sample) => tell(thread, { kind: "sample", sample }),
    prometheusText: () => prometheusText(thread),
    dropped: () => thread.dropped,
    close: () => close(thread),
  };
}

function tell({ worker, ended }: Thread, order: TelemetryOrder): void {
  if (!ended) worker.postMessage(order);
}

function add(thread: Thread, examination: Examination, exchange: CapturedExchange): void {
  if (thread.ended || thread.waiting >= mostWaiting) {
    thread.dropped += 1;
    return;
  }
  try {
    const now = Date.now();
    const facts = JSON.stringify(exchangeFacts(examination, exchange, now));
    thread.packed.push(examination.findings.length === 0 ? null : packExchange(examination, exchange, now));
    thread.facts.push(facts);
    thread.waiting += 1;
  } catch {
    thread.dropped += 1;
    return;
  }
  if (thread.facts.length >= batchExchanges) flush(thread);
  else thread.timer ??= setTimeout(() => flush(thread), batchMs).unref();
}

function flush(thread: Thread): void {
  if (thread.timer) clearTimeout(thread.timer);
  thread.timer = null;
  const { facts, packed } = thread;
  if (facts.length === 0) return;
  thread.facts = [];
  thread.packed = [];
  tell(thread, { kind: "exchanges", facts, packed });
}

function replied(thread: Thread, reply: TelemetryReply): void {
  if (reply.kind === "taken") thread.waiting -= reply.exchanges;
  else if (reply.kind === "failing") thread.failing(reply.reason);
  else if (reply.kind === "text") thread.asking.get(reply.ask)?.(reply.text);
  else thread.closed?.(reply.losses);
}

/** The thread is gone: traffic goes on, and nothing more is told. */
function ended(thread: Thread): void {
  if (thread.ended) return;
  thread.ended = true;
  thread.dropped += thread.waiting;
  thread.waiting = 0;
  for (const answer of thread.asking.values()) answer(null);
  if (thread.closed) thread.closed({ spans: 0, logs: 0 });
  else thread.failing("its thread has ended");
}

function prometheusText(thread: Thread): Promise<string | null> {
  if (thread.ended) return Promise.resolve(null);
  thread.asked += 1;
  const ask = thread.asked;
  flush(thread);
  return new Promise((resolve) => {
    const answer = (text: string | null): void => {
      clearTimeout(timer);
      thread.asking.delete(ask);
      resolve(text);
    };
    const timer = setTimeout(() => answer(null), scrapeDeadlineMs);
    thread.asking.set(ask, answer);
    tell(thread, { kind: "scrape", ask });
  });
}

async function close(thread: Thread): Promise<TelemetryLosses> {
  flush(thread);
  if (thread.timer) clearTimeout(thread.timer);
  const nothing: TelemetryLosses = { spans: 0, logs: 0 };
  if (thread.ended) return nothing;
  const losses = await new Promise<TelemetryLosses>((resolve) => {
    thread.closed = resolve;
    thread.worker.ref();
    tell(thread, { kind: "close", deadlineMs: closeDeadlineMs });
    setTimeout(() => resolve(nothing), closeDeadlineMs + threadDeadlineMs).unref();
  });
  thread.ended = true;
  thread.dropped += thread.waiting;
  thread.waiting = 0;
  await thread.worker.terminate();
  return losses;
}
