// The processes behind client connections, as the traffic's thread sees them: one question to a thread for each connection from this
// machine, and never a wait. Linux alone; elsewhere there is nothing to ask.
import { Worker } from "node:worker_threads";
import { builtFile } from "../http/built-file.ts";
import type { ClientProcess, ConnectionFacts } from "../http/captured-exchange.ts";
import type { ProxyOptions, UnderWayObserver } from "../proxy/running-proxy.ts";
import type { ConnectedClient } from "./process-table.ts";

/** What the thread found. */
export interface ClientReply {
  readonly client: string;
  readonly process: ClientProcess | null;
}

/** The processes of clients. */
export interface ClientProcesses {
  /** A client has connected; only those of this machine are asked for. */
  connected(client: string, port: number): void;
  /** Notes the process in what is known of a connection: now, or when it is found. */
  name(facts: ConnectionFacts): void;
  close(): Promise<void>;
}

/** Connections that are remembered, and questions that may wait; beyond it names are left out. */
const rememberedClients = 4096;
const mostQuestions = 64;
/** What waits for one name: with worker processes each request of a connection comes with a value of its own. */
const mostWaiting = 64;

interface Entry {
  /** Undefined while it is looked for. */
  process: ClientProcess | null | undefined;
  readonly waiting: ConnectionFacts[];
}

const nothingKnown: ClientProcesses = {
  connected: () => undefined,
  name: () => undefined,
  close: async () => undefined,
};

/** The built worker: see the search pool's. */
export function builtClientWorker(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "client-process-worker.js");
}

/** Opens the thread; where the system has no tables to read, or nobody looks at requests later, there is none. */
export function openClientProcesses(
  wanted: boolean,
  platform: NodeJS.Platform = process.platform,
  workerFile: URL = builtClientWorker(),
): ClientProcesses {
  if (!wanted || platform !== "linux") return nothingKnown;
  const worker = new Worker(workerFile, { env: {}, argv: [], execArgv: [] });
  worker.unref();
  const clients = new Map<string, Entry>();
  const named = new WeakSet<ConnectionFacts>();
  // What comes while the thread looks goes with the next message: each message costs as much as a small request.
  let gathered: ConnectedClient[] = [];
  let looking = 0;
  let ended = false;
  const ask = (): void => {
    looking = gathered.length;
    if (looking > 0) worker.postMessage(gathered);
    gathered = [];
  };
  // Traffic goes on without names.
  worker.on("error", () => (ended = true));
  worker.on("message", (replies: readonly ClientReply[]) => {
    for (const reply of replies) told(clients, reply);
    ask();
  });
  return {
    connected: (client, port) => {
      // Whoever had this port before is gone.
      clients.delete(client);
      if (ended || looking + gathered.length >= mostQuestions || !ofThisMachine.test(client)) return;
      remember(clients, client);
      gathered.push({ client, port });
      if (looking === 0) ask();
    },
    name: (facts) => {
      if (named.has(facts)) return;
      named.add(facts);
      const entry = facts.client === null ? undefined : clients.get(facts.client);
      if (entry === undefined) return;
      if (entry.process) facts.process = entry.process;
      else if (entry.process === undefined && entry.waiting.length < mostWaiting) entry.waiting.push(facts);
    },
    close: async () => {
      ended = true;
      await worker.terminate();
    },
  };
}

/** What the proxy tells of clients and requests, so that their processes are named. */
export function clientWiring(
  underWay: UnderWayObserver | null,
  clients: ClientProcesses,
): Pick<ProxyOptions, "accepted" | "underWay"> {
  if (clients === nothingKnown) return { underWay };
  return {
    accepted: clients.connected,
    underWay: {
      opened: (request) => {
        clients.name(request.facts());
        underWay?.opened(request);
      },
      dropped: (id) => underWay?.dropped(id),
    },
  };
}

const ofThisMachine = /^(?:127\.|::1:|::ffff:127\.)/;

function told(clients: Map<string, Entry>, { client, process: found }: ClientReply): void {
  const entry = clients.get(client);
  if (entry === undefined) return;
  entry.process = found;
  if (found !== null) for (const facts of entry.waiting) facts.process = found;
  entry.waiting.length = 0;
}

function remember(clients: Map<string, Entry>, client: string): void {
  clients.set(client, { process: undefined, waiting: [] });
  if (clients.size <= rememberedClients) return;
  const [oldest] = clients.keys();
  if (oldest !== undefined) clients.delete(oldest);
}
