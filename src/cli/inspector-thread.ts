// The inspector as the traffic's thread sees it: opened, told what is known, fed where evidence is off, closed. Nothing of it waits.
import { Worker } from "node:worker_threads";
import type { PackedExchange } from "../evidence/exchange-pack.ts";
import { builtFile } from "../http/built-file.ts";
import type { ErrorCode } from "../http/countersign-error.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { InspectorState } from "../inspector/inspector-api.ts";
import type { PlainKnowledge } from "../search/plain-knowledge.ts";
import { plainKnowledge } from "../search/plain-knowledge.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { UnderWayFeed, UnderWayNews } from "./inspector-under-way.ts";
import { openUnderWayFeed } from "./inspector-under-way.ts";
import type { ReplayProxy } from "./replay-send.ts";

/** What the thread starts with. */
export interface InspectorStart {
  readonly port: number;
  /** Null where evidence is off: then the thread is given the exchanges. */
  readonly evidenceFile: string | null;
  /** What requests are sent again through; null for nothing. */
  readonly replay: ReplayProxy | null;
  readonly about: Omit<InspectorState, "requests" | "notes">;
}

/** An exchange that passed: packed as for evidence, and its bodies where they are short enough to be shown. */
export interface PassedExchange {
  readonly packed: PackedExchange;
  readonly request: Uint8Array | null;
  readonly response: Uint8Array | null;
}

/** What the thread is told. */
export type InspectorOrder =
  | { readonly kind: "knowledge"; readonly knowledge: PlainKnowledge }
  | { readonly kind: "exchanges"; readonly exchanges: readonly PassedExchange[] }
  | { readonly kind: "under-way"; readonly news: UnderWayNews }
  | { readonly kind: "close" };

/** What the thread says. */
export type InspectorReply =
  | { readonly kind: "ready"; readonly port: number; readonly url: string }
  | {
      readonly kind: "refused";
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly kind: "taken"; readonly exchanges: number }
  /** So many pages are open. */
  | { readonly kind: "watched"; readonly pages: number }
  /** A text is to be examined: what is known by now? */
  | { readonly kind: "asks" };

/** An open inspector beside the traffic. */
export interface InspectorThread {
  readonly url: string;
  readonly port: number;
  /** Takes an exchange, where evidence is off. Never throws; what the thread cannot keep up with is left out. */
  add(id: string, exchange: () => PassedExchange): void;
  /** Told of requests before they are answered, where evidence is off. */
  readonly underWay: Pick<UnderWayFeed, "opened" | "over">;
  close(): Promise<void>;
}

/** Exchanges that may wait for the thread. */
const mostWaiting = 2000;
const batchMs = 50;
const closeDeadlineMs = 2000;

/** The built worker: see the search pool's. */
export function builtInspectorWorker(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "inspector-worker.js");
}

/** Opens the inspector in a thread of its own. Throws ERR_PORT_IN_USE, ERR_PORT_REFUSED and what evidence throws. */
export async function openInspectorThread(
  start: InspectorStart,
  knowledge: () => Knowledge,
  workerFile: URL = builtInspectorWorker(),
): Promise<InspectorThread> {
  const worker = new Worker(workerFile, { env: {}, argv: [], execArgv: [], workerData: start });
  const tell = (order: InspectorOrder): void => worker.postMessage(order);
  const underWay = openUnderWayFeed((news) => tell({ kind: "under-way", news }));
  let waiting = 0;
  worker.on("message", (message: InspectorReply) => {
    if (message.kind === "taken") waiting -= message.exchanges;
    if (message.kind === "watched") underWay.watched(message.pages);
    if (message.kind === "asks") tell({ kind: "knowledge", knowledge: plainKnowledge(knowledge()) });
  });
  const { url, port } = await ready(worker);
  let gathered: PassedExchange[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    tell({ kind: "exchanges", exchanges: gathered });
    gathered = [];
  };
  return {
    ...{ url, port, underWay },
    add: (id, exchange) => {
      underWay.over(id, waiting < mostWaiting);
      if (waiting >= mostWaiting) return;
      waiting += 1;
      gathered.push(exchange());
      timer ??= setTimeout(flush, batchMs).unref();
    },
    close: async () => {
      if (timer) clearTimeout(timer);
      underWay.close();
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      const late = new Promise((resolve) => setTimeout(resolve, closeDeadlineMs).unref());
      tell({ kind: "close" });
      await Promise.race([ended, late]);
      await worker.terminate();
    },
  };
}

function ready(worker: Worker): Promise<{ readonly url: string; readonly port: number }> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: InspectorReply) => {
      if (message.kind === "refused") {
        const { code, message: words, hint } = message;
        reject(new CountersignError(code, words, hint === null ? {} : { hint }));
      } else if (message.kind === "ready") {
        // The page keeps no process alive: the proxy does.
        worker.unref();
        resolve(message);
      }
    });
    // Traffic goes on without its page.
    worker.on("error", () => reject(notStarted()));
    worker.on("exit", () => reject(notStarted()));
  });
}

function notStarted(): CountersignError {
  return new CountersignError("ERR_PORT_REFUSED", "the inspector did not start", {
    hint: "start with --inspector-port off to go on without it",
  });
}
