// The explain box's own thread: a search for a proof takes seconds, in which the page is still answered. One text at a time.
import { Worker } from "node:worker_threads";
import { builtFile } from "../http/built-file.ts";
import type { ExplainAnswer } from "../inspector/inspector-api.ts";
import type { PlainKnowledge } from "../search/plain-knowledge.ts";
import { plainKnowledge } from "../search/plain-knowledge.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";

/** What the thread is asked. */
export interface ExplainOrder {
  readonly text: string;
  readonly knowledge: PlainKnowledge;
}

/** The thread, seen from outside. */
export interface ExplainThread {
  /** Examines a text; null while another is under way. Never rejects: what goes wrong is the answer's refusal. */
  explain(text: string, knowledge: () => Knowledge | Promise<Knowledge>): Promise<ExplainAnswer | null>;
  close(): Promise<void>;
}

/** Longest time for one text, in milliseconds, and the thread's heap in MiB. */
const longestMs = 30_000;
const heapMb = 512;

/** The built worker: see the search pool's. */
export function builtExplainWorker(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "explain-worker.js");
}

/** Opens it; its worker is started with the first text, and again after one that was given up. */
export function openExplainThread(
  deadlineMs: number = longestMs,
  workerFile: URL = builtExplainWorker(),
): ExplainThread {
  let worker: Worker | null = null;
  let busy = false;
  const started = (): Worker => {
    const thread = new Worker(workerFile, {
      ...{ env: {}, argv: [], execArgv: [], resourceLimits: { maxOldGenerationSizeMb: heapMb } },
    });
    // Also where nobody waits for it: one that fails between two texts, or while it is given up, is replaced.
    thread.on("error", () => undefined);
    thread.on("exit", () => {
      if (worker === thread) worker = null;
    });
    return thread;
  };
  const end = async (): Promise<void> => {
    const ended = worker;
    worker = null;
    await ended?.terminate();
  };
  return {
    explain: async (text, knowledge) => {
      if (busy) return null;
      busy = true;
      try {
        const order: ExplainOrder = { text, knowledge: plainKnowledge(await knowledge()) };
        worker ??= started();
        const answer = await answered(worker, order, deadlineMs);
        if (typeof answer !== "string") return answer;
        await end();
        return { examined: [], refusal: answer };
      } finally {
        busy = false;
      }
    },
    close: end,
  };
}

/** The answer, or why there is none. */
function answered(worker: Worker, order: ExplainOrder, deadlineMs: number): Promise<ExplainAnswer | string> {
  return new Promise((resolve) => {
    const late = `it was not examined within ${Math.round(deadlineMs / 1000)} s, and given up`;
    const timer = setTimeout(() => settle(late), deadlineMs);
    const failed = (): void => settle("it could not be examined: its thread ended");
    const settle = (answer: ExplainAnswer | string): void => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", failed).off("exit", failed);
      // It keeps nothing alive between two texts.
      worker.unref();
      resolve(answer);
    };
    worker.ref();
    worker.on("message", settle);
    worker.on("error", failed);
    worker.on("exit", failed);
    worker.postMessage(order);
  });
}
