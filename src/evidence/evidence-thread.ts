// The thread that writes evidence, seen from the traffic's side: started, awaited, listened to.
import { Worker } from "node:worker_threads";
import { builtFile } from "../http/built-file.ts";
import type { ErrorCode } from "../http/countersign-error.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { WriterOptions, WriterReply } from "./evidence-batch.ts";

/** The built worker: see the search pool's. */
export function builtWorkerFile(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "evidence-worker.js");
}

/** What the thread tells once its file is open. */
export interface ThreadListener {
  readonly replied: (reply: WriterReply) => void;
  /** The thread is gone. */
  readonly ended: () => void;
}

/** Starts the writer's thread. */
export function writerThread(options: WriterOptions, workerFile: URL = builtWorkerFile()): Worker {
  return new Worker(workerFile, { env: {}, argv: [], execArgv: [], workerData: options });
}

/** Resolves when the thread's file is open; rejects with its CountersignError. */
export function ready(worker: Worker, listener: ThreadListener): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: WriterReply | Refusal | { readonly kind: "ready" }) => {
      if (message.kind === "refused") reject(refused(message));
      else if (message.kind !== "ready") listener.replied(message);
      else {
        // It keeps the process alive only until it is open and while it closes.
        worker.unref();
        resolve();
      }
    });
    worker.on("error", listener.ended);
    worker.on("exit", () => {
      listener.ended();
      reject(refused(notStarted));
    });
  });
}

const notStarted: Refusal = {
  kind: "refused",
  code: "ERR_FILE_UNWRITABLE",
  message: "the writer of evidence did not start",
  hint: null,
};

interface Refusal {
  readonly kind: "refused";
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
}

function refused({ code, message, hint }: Refusal): CountersignError {
  return new CountersignError(code, message, hint === null ? {} : { hint });
}
