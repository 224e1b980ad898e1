// The worker processes of a session, seen from the primary: started, given connections, started again when one dies, ended.
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import type { Socket } from "node:net";
import { builtFile } from "../http/built-file.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { WorkerNews, WorkerOrder, WorkerReply, WorkerStart } from "./worker-message.ts";

/** One worker process. */
export interface Worker {
  /** From 1. */
  readonly number: number;
  readonly processId: number;
  tell(order: WorkerOrder): void;
}

/** What the fleet is opened with. */
export interface FleetOptions {
  readonly workers: number;
  /** What a worker starts with, as things stand. */
  readonly start: () => WorkerStart;
  /** Takes news, in the order in which each worker tells it. */
  readonly news: (worker: Worker, news: readonly WorkerNews[]) => void;
  /** A worker ended by itself, with so many requests under way at the least. */
  readonly died: (worker: Worker, how: string, underWay: number) => void;
  /** One that was to take the place of another did not start. */
  readonly failed: (error: CountersignError) => void;
  readonly workerFile?: URL;
}

/** The running workers. */
export interface Fleet {
  /** Hands a connection to the worker with the fewest; `order` says what goes with it. */
  hand(socket: Socket, order: (worker: Worker) => WorkerOrder): void;
  /** A worker's connection is gone. */
  gone(worker: Worker): void;
  /** How many connections are open or wait. */
  connections(): number;
  workers(): readonly Worker[];
  /** Has all workers end what is under way. */
  close(deadlineMs: number): Promise<void>;
}

/** A worker that dies is started again after so many milliseconds, twice as many each time until it has lived for a while. */
const firstPauseMs = 100;
const longestPauseMs = 5000;
const livedMs = 10_000;
/** What a worker may take for examining and telling behind its deadline for the traffic, in milliseconds. */
const lateMs = 8000;

type Handed = readonly [socket: Socket, order: (worker: Worker) => WorkerOrder];

interface Member extends Worker {
  readonly process: ChildProcess;
  readonly handing: Set<Handed>;
  readyAtMs: number | null;
  connections: number;
  underWay: number;
  closed: boolean;
}

interface State {
  readonly options: FleetOptions;
  readonly members: Map<number, Member>;
  /** Connections for which no worker serves. */
  waiting: Handed[];
  /** How often each place failed in a row. */
  readonly failures: Map<number, number>;
  closing: boolean;
}

/** The built program of a worker: see the search pool's. */
export function builtWorkerProcess(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "worker-process.js");
}

/** Starts the workers; resolves when all of them serve. Throws what a worker throws that cannot start. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const state: State = { options, members: new Map(), waiting: [], failures: new Map(), closing: false };
  const numbers = Array.from({ length: options.workers }, (_, at) => at + 1);
  try {
    await Promise.all(numbers.map((number) => started(state, number)));
  } catch (error) {
    state.closing = true;
    for (const member of state.members.values()) {
      member.closed = true;
      member.process.kill("SIGKILL");
    }
    throw error;
  }
  return {
    hand: (socket, order) => hand(state, [socket, order]),
    gone: (worker) => {
      const member = state.members.get(worker.number);
      if (member === worker) member.connections -= 1;
    },
    connections: () => {
      let sum = state.waiting.length;
      for (const { connections } of state.members.values()) sum += connections;
      return sum;
    },
    workers: () => [...state.members.values()],
    close: (deadlineMs) => close(state, deadlineMs),
  };
}

/** Rejects where no process can be made, which some systems tell at once and others later. */
async function started(state: State, number: number): Promise<void> {
  const { workerFile = builtWorkerProcess(), start } = state.options;
  const child = forked(workerFile);
  const member: Member = {
    ...{ number, process: child, processId: child.pid ?? 0, handing: new Set() },
    ...{ readyAtMs: null, connections: 0, underWay: 0, closed: false },
    // A pipe that is closed is told by the end of the process.
    tell: (order) => void (child.connected && child.send(order, () => undefined)),
  };
  state.members.set(number, member);
  await new Promise<void>((resolve, reject) => {
    child.on("message", (reply: WorkerReply) => {
      if (reply.kind === "refused") reject(refused(reply));
      else if (reply.kind === "ready") {
        served(state, member);
        resolve();
      } else told(state, member, reply);
    });
    child.on("error", () => {
      reject(notStarted());
      // Of a process that was never there no end is told.
      if (child.pid === undefined && state.members.get(number) === member) state.members.delete(number);
    });
    child.once("exit", (status, signal) => {
      reject(notStarted());
      ended(state, member, signal ?? `status ${status}`);
    });
    member.tell({ kind: "start", start: start() });
  });
}

function forked(workerFile: URL): ChildProcess {
  try {
    return fork(workerFile, [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
  } catch {
    throw notStarted();
  }
}

function served(state: State, member: Member): void {
  member.readyAtMs = performance.now();
  for (const handed of state.waiting.splice(0)) hand(state, handed);
}

function told(state: State, member: Member, reply: WorkerReply): void {
  if (reply.kind === "closed") member.closed = true;
  if (reply.kind !== "news") return;
  member.underWay = reply.underWay;
  const { exchanges, bytes } = reply;
  state.options.news(member, reply.news);
  if (exchanges > 0) member.tell({ kind: "taken", exchanges, bytes });
}

function hand(state: State, handed: Handed): void {
  const [socket, order] = handed;
  const member = leastBusy(state);
  if (member === null) {
    state.waiting.push(handed);
    return;
  }
  member.connections += 1;
  member.handing.add(handed);
  member.process.send(order(member), socket, (error) => {
    member.handing.delete(handed);
    if (error !== null) socket.destroy();
  });
}

function leastBusy({ members }: State): Member | null {
  let least: Member | null = null;
  for (const member of members.values()) {
    if (member.readyAtMs === null || !member.process.connected) continue;
    if (least === null || member.connections < least.connections) least = member;
  }
  return least;
}

function ended(state: State, member: Member, how: string): void {
  const { number, readyAtMs, handing } = member;
  if (state.members.get(number) === member) state.members.delete(number);
  if (state.closing && member.closed) return;
  if (readyAtMs !== null) state.options.died(member, how, member.underWay);
  for (const [socket] of handing) socket.destroy();
  // Of one that never served whoever started it is told.
  if (state.closing || readyAtMs === null) return;
  if (performance.now() - readyAtMs > livedMs) state.failures.delete(number);
  replaced(state, number);
}

function replaced(state: State, number: number): void {
  const failures = state.failures.get(number) ?? 0;
  state.failures.set(number, failures + 1);
  setTimeout(() => again(state, number), Math.min(firstPauseMs * 2 ** failures, longestPauseMs));
}

function again(state: State, number: number): void {
  if (state.closing) return;
  started(state, number).catch((error: unknown) => {
    if (state.closing) return;
    if (error instanceof CountersignError) state.options.failed(error);
    // No client waits for a worker that does not come.
    if (leastBusy(state) === null) for (const [socket] of state.waiting.splice(0)) socket.destroy();
    replaced(state, number);
  });
}

async function close(state: State, deadlineMs: number): Promise<void> {
  state.closing = true;
  for (const [socket] of state.waiting.splice(0)) socket.destroy();
  await Promise.all(
    [...state.members.values()].map(async ({ process, tell }) => {
      if (process.pid === undefined) return;
      const over = new Promise((resolve) => process.once("exit", resolve));
      const late = setTimeout(() => process.kill("SIGKILL"), deadlineMs + lateMs);
      tell({ kind: "close", deadlineMs });
      await over;
      clearTimeout(late);
    }),
  );
}

function refused({ code, message, hint }: Extract<WorkerReply, { kind: "refused" }>): CountersignError {
  return new CountersignError(code, message, hint === null ? {} : { hint });
}

function notStarted(): CountersignError {
  return new CountersignError("ERR_PORT_REFUSED", "a worker process did not start", {
    hint: "start without --workers; what it said stands above",
  });
}
