// Files that are no evidence, read and examined for the page in a thread of their own: a long one must not hold up its answers.
import { Worker } from "node:worker_threads";
import { builtFile } from "../http/built-file.ts";
import type { InspectedExchange } from "../inspector/inspector-api.ts";
import type { PlainKnowledge } from "../search/plain-knowledge.ts";
import type { MemorySource } from "./inspected-memory.ts";
import type { Settings } from "./settings.ts";

/** What the thread starts with. */
export interface InspectOrder {
  /** Paths, and `-` for standard input. */
  readonly inputs: readonly string[];
  readonly workingFolder: string;
  readonly knowledge: PlainKnowledge;
  readonly settings: Pick<Settings, "learn" | "now" | "scheme">;
}

/** What the thread says. */
export type InspectNews =
  | { readonly kind: "exchanges"; readonly exchanges: readonly InspectedExchange[] }
  | { readonly kind: "note"; readonly text: string }
  /** An input that cannot be read, or not to its end. */
  | { readonly kind: "refused"; readonly text: string };

/** The built worker: see the search pool's. */
export function builtInspectWorker(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "inspect-worker.js");
}

/** Fills a source with the requests of inputs; `refused` is told what cannot be read. Returns what ends it at once. */
export function fillInThread(
  order: InspectOrder,
  memory: Pick<MemorySource, "add" | "note" | "reading">,
  refused: (text: string) => void,
  workerFile: URL = builtInspectWorker(),
): () => Promise<void> {
  const reads = order.inputs.includes("-");
  const worker = new Worker(workerFile, {
    ...{ env: {}, argv: [], execArgv: [], workerData: order, stdin: reads },
  });
  if (reads && worker.stdin) process.stdin.pipe(worker.stdin);
  const refuse = (text: string): void => {
    memory.note(text);
    refused(text);
  };
  worker.on("message", (news: InspectNews) => {
    if (news.kind === "exchanges") {
      for (const exchange of news.exchanges) memory.add(exchange);
      worker.postMessage("taken");
    } else if (news.kind === "note") memory.note(news.text);
    else refuse(news.text);
  });
  memory.reading(true);
  worker.on("exit", () => memory.reading(false));
  worker.on("error", () => refuse("the inputs cannot be read on: their thread ended"));
  return async () => {
    await worker.terminate();
  };
}
