// The program of a worker process: orders in, news out, over the pipe that the primary made; without it there is nothing to do.
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { CountersignError } from "../http/countersign-error.ts";
import { failureOf, failureText } from "./failure.ts";
import type { WorkerLink } from "./worker-link.ts";
import { openWorkerLink } from "./worker-link.ts";
import type { WorkerOrder, WorkerReply, WorkerStart } from "./worker-message.ts";
import type { WorkerSession } from "./worker-session.ts";
import { openWorkerSession } from "./worker-session.ts";

/** Bytes of captured bodies that all workers together may have on their way. */
const mostBytes = 32 * 1024 * 1024;

// What a terminal sends reaches every process of it: the primary decides what it means, and tells. Node starts processes with no signal
// ignored, so that nohup would protect the primary alone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => undefined);
// The primary is gone, however it ended: nothing is left behind.
process.on("disconnect", () => process.exit(0));
process.on("uncaughtException", (error) => {
  writeSync(2, `${failureText(failureOf(error), false)}\n`);
  process.exit(2);
});

let session: Promise<WorkerSession> | null = null;
let link: WorkerLink | null = null;

process.on("message", (order: WorkerOrder, socket: unknown) => {
  if (order.kind === "start") session = started(order.start);
  // What comes before it serves waits for it, in order.
  else void session?.then((open) => carriedOut(open, order, socket instanceof Socket ? socket : null));
});

async function carriedOut(open: WorkerSession, order: WorkerOrder, socket: Socket | null): Promise<void> {
  if (!(await open.carryOut(order, socket))) return;
  link?.flush();
  send({ kind: "closed" }, () => process.exit(0));
}

async function started(start: WorkerStart): Promise<WorkerSession> {
  link = openWorkerLink({
    send: (reply) => send(reply),
    keepsUnderWay: start.keepsUnderWay,
    mostBytes: mostBytes / start.processes,
  });
  try {
    const open = await openWorkerSession(start, link);
    send({ kind: "ready" });
    return open;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    const { code, message, hint } = error;
    send({ kind: "refused", code, message, hint }, () => process.exit(2));
    return new Promise(() => undefined);
  }
}

/** Writes to the pipe. One that is closed is told by `disconnect`. */
function send(reply: WorkerReply, done: () => void = () => undefined): void {
  if (process.connected) process.send?.(reply, undefined, undefined, done);
}
