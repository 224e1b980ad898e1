// The carrier of a session with several workers: this process listens, hands connections over, and is the one place for all that must be
// one: record, ids, search threads, profiles, and which connections are our own.
import type { Socket } from "node:net";
import { profileResolver } from "../credentials/profile-resolver.ts";
import { withLearned } from "../diagnosis/learned-credentials.ts";
import { unpackHead } from "../evidence/exchange-pack.ts";
import type { ConnectionFacts } from "../http/captured-exchange.ts";
import { acceptedEnds } from "../proxy/outgoing-sockets.ts";
import { peer } from "../proxy/route.ts";
import type { UnderWayObserver } from "../proxy/running-proxy.ts";
import type { ListeningPort } from "../proxy/shared-port.ts";
import { openSharedPort } from "../proxy/shared-port.ts";
import { newViaName } from "../proxy/via.ts";
import { knowledgeOf, plainKnowledge } from "../search/plain-knowledge.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import type { ClientProcesses } from "./client-processes.ts";
import { openClientProcesses } from "./client-processes.ts";
import type { ExchangeIndexes } from "./exchange-indexes.ts";
import { openExchangeIndexes } from "./exchange-indexes.ts";
import type { Carrier, CarrierParts } from "./session.ts";
import { errorKind } from "./session-record.ts";
import type { Fleet, Worker } from "./worker-fleet.ts";
import { openFleet } from "./worker-fleet.ts";
import type { WorkerNews, WorkerOrder, WorkerStart } from "./worker-message.ts";

/** A connection that a worker has. */
interface Connection {
  readonly worker: Worker;
  readonly end: string;
}

interface State {
  readonly parts: CarrierParts;
  readonly resolver: ReturnType<typeof profileResolver> | null;
  /** The processes of clients: this process sees each connection first. */
  readonly clients: ClientProcesses;
  readonly connections: Map<number, Connection>;
  /** Ids of connections by their ends, and the ends of connections that workers have opened. */
  readonly byEnd: Map<string, number>;
  readonly outgoing: Map<string, Worker>;
  readonly indexes: ExchangeIndexes;
  /** Requests that stay long, by id: the evidence has their heads. */
  readonly heads: Map<string, Worker>;
  readonly settling: Map<number, () => void>;
  knowledge: Knowledge;
  counted: number;
  dropped: number;
  fleet: Fleet | null;
}

/** Opens the carrier; resolves when all workers serve. Throws what the port or a worker throws. */
export async function openWorkerCarrier(parts: CarrierParts): Promise<Carrier> {
  const { settings } = parts.options;
  const state = stateOf(parts);
  const viaName = newViaName();
  const port = await openSharedPort({
    ...{ host: settings.host, port: settings.port, maxConnections: settings.maxConnections },
    connections: () => state.fleet?.connections() ?? 0,
    accepted: (socket) => handOver(state, socket),
    log: parts.record.event,
  });
  try {
    const fleet = await openFleet({
      workers: settings.workers,
      start: () => startOf(state, port.port, viaName),
      news: (worker, news) => takeAll(state, worker, news),
      died: (worker, how, underWay) => died(state, worker, { how, underWay }),
      failed: ({ message }) => parts.record.event({ level: "error", event: "worker-not-started", message }),
    });
    state.fleet = fleet;
    return carrierOf(state, port, fleet);
  } catch (error) {
    port.close();
    await state.clients.close();
    throw error;
  }
}

function carrierOf(state: State, port: ListeningPort, fleet: Fleet): Carrier {
  return {
    proxy: {
      ...{ host: state.parts.options.settings.host, port: port.port },
      droppedCaptures: () => state.dropped,
    },
    knowledge: () => state.knowledge,
    settled: (deadlineMs) => settled(state, fleet, deadlineMs),
    close: async (deadlineMs) => {
      port.close();
      await fleet.close(deadlineMs);
      await state.clients.close();
    },
  };
}

function stateOf(parts: CarrierParts): State {
  const { settings, context, onNote } = parts.options;
  const { environment, home } = context;
  const learned = (credentials: KnownCredentials): void => learn(state, [credentials]);
  const state: State = {
    ...{ parts, connections: new Map(), byEnd: new Map(), outgoing: new Map(), heads: new Map() },
    ...{ indexes: openExchangeIndexes(), settling: new Map(), knowledge: parts.knowledge },
    ...{ counted: 0, dropped: 0, fleet: null },
    clients: openClientProcesses(parts.record.evidence !== null || parts.options.underWay !== undefined),
    resolver: settings.defaultCredentials
      ? profileResolver({ environment, home, learned, note: onNote })
      : null,
  };
  return state;
}

function startOf(state: State, port: number, viaName: string): WorkerStart {
  const { options, folder, certificateAuthority } = state.parts;
  const { settings, context } = options;
  return {
    settings: { ...settings, signingKey: [], report: [] },
    environment: { ...context.environment },
    workingFolder: context.workingFolder,
    knowledge: plainKnowledge(state.knowledge),
    certificateFolder: folder,
    fingerprintSha256: certificateAuthority.fingerprintSha256,
    ...{ port, viaName, processes: settings.workers },
    keepsUnderWay: underWayObserver(state) !== null,
    resolves: state.resolver?.pending() ?? false,
  };
}

function handOver(state: State, socket: Socket): void {
  const { fleet, parts } = state;
  if (fleet === null) {
    socket.destroy();
    return;
  }
  const connection = ++state.counted;
  const end = acceptedEnds(socket);
  state.clients.connected(peer(socket) ?? "", socket.localPort ?? 0);
  fleet.hand(socket, (worker) => {
    state.connections.set(connection, { worker, end });
    state.byEnd.set(end, connection);
    const own = parts.ownAddresses();
    return { kind: "connection", connection, own, looped: state.outgoing.has(end) };
  });
}

/** As in one process, a request of which something cannot be recorded costs no other its place. */
function takeAll(state: State, worker: Worker, all: readonly WorkerNews[]): void {
  for (const news of all)
    try {
      take(state, worker, news);
    } catch (error) {
      state.parts.record.failed(errorKind(error), news.kind === "examined" ? news.exchange.id : undefined);
    }
}

function take(state: State, worker: Worker, news: WorkerNews): void {
  const { record } = state.parts;
  if (news.kind === "examined") examined(state, news);
  else if (news.kind === "failed") failed(state, news);
  else if (news.kind === "event") record.event(news.event);
  else if (news.kind === "learned") learn(state, knowledgeOf(news.knowledge).credentials);
  else if (news.kind === "under-way") underWay(state, worker, news.head);
  else if (news.kind === "dropped") {
    state.dropped += news.captures;
    record.evidence?.missed(news.captures);
    for (const id of news.forgotten) forgetHead(state, id);
  } else if (news.kind === "settled") state.settling.get(news.ask)?.();
  else if (news.kind === "gone" || news.kind === "outgoing") takeConnection(state, worker, news);
  else void answered(state, worker, news).catch((error: unknown) => record.failed(errorKind(error)));
}

function examined(state: State, { examination, exchange }: Extract<WorkerNews, { kind: "examined" }>): void {
  state.heads.delete(examination.id);
  const index = state.indexes.of(exchange.id);
  for (const { request } of [exchange, examination])
    if (request.connection !== null) state.clients.name(request.connection);
  state.parts.record.examined({ ...examination, index }, exchange);
}

function failed(state: State, { error, id }: Extract<WorkerNews, { kind: "failed" }>): void {
  if (id !== null) state.heads.delete(id);
  state.parts.record.failed(error, id ?? undefined);
}

/** What only the primary can see: that a client of one worker is the connection of another. */
function takeConnection(
  state: State,
  worker: Worker,
  news: Extract<WorkerNews, { kind: "gone" | "outgoing" }>,
): void {
  if (news.kind === "gone") {
    forget(state, news.connection);
    state.fleet?.gone(worker);
    return;
  }
  if (!news.open) {
    state.outgoing.delete(news.end);
    return;
  }
  state.outgoing.set(news.end, worker);
  const connection = state.byEnd.get(news.end);
  if (connection !== undefined)
    state.connections.get(connection)?.worker.tell({ kind: "looped", connection });
}

function forget({ connections, byEnd }: State, connection: number): void {
  const known = connections.get(connection);
  connections.delete(connection);
  if (known && byEnd.get(known.end) === connection) byEnd.delete(known.end);
}

function underWay(state: State, worker: Worker, text: string): void {
  const { id, request } = unpackHead(text);
  state.heads.set(id, worker);
  const receivedAtEpochMs = request.receivedAtEpochMs ?? Date.now();
  const facts = (): ConnectionFacts => request.connection ?? nothingKnown;
  state.clients.name(facts());
  underWayObserver(state)?.opened({ id, receivedAtEpochMs, head: () => request, facts });
}

/** Who is told of requests under way: as in one process, the page only where no evidence tells it of them. */
function underWayObserver({ parts: { record, options } }: State): UnderWayObserver | null {
  return record.evidence?.underWay ?? options.underWay ?? null;
}

const nothingKnown: ConnectionFacts = { connectAuthority: null, sni: null, client: null, tlsVersion: null };

function forgetHead({ parts: { record, options }, heads }: State, id: string): void {
  heads.delete(id);
  if (record.evidence) record.evidence.forget(id);
  else options.underWay?.dropped(id);
}

async function answered(
  state: State,
  worker: Worker,
  question: Extract<WorkerNews, { kind: "search" | "resolve" }>,
): Promise<void> {
  const { ask } = question;
  if (question.kind === "resolve") {
    const { resolver } = state;
    const learned = (await resolver?.unknownAccessKeyId(question.accessKeyId)) ?? false;
    worker.tell({ kind: "resolved", ask, learned, pending: resolver?.pending() ?? false });
    return;
  }
  const whole = await state.parts.pool.examineFully(question.subject);
  const { request: _request, response: _response, ...examination } = whole;
  worker.tell({ kind: "searched", ask, examination });
}

/** What one worker learns all know, and those that start later. */
function learn(state: State, credentials: readonly KnownCredentials[]): void {
  const grown = withLearned(state.knowledge, credentials);
  if (grown === null) return;
  state.knowledge = grown;
  state.parts.pool.learn(grown);
  const order: WorkerOrder = { kind: "learned", knowledge: plainKnowledge({ credentials, signingKeys: [] }) };
  for (const worker of state.fleet?.workers() ?? []) worker.tell(order);
}

/** What a worker had under way is not lost where its head is in the evidence: there it stays as interrupted. */
function died(
  state: State,
  worker: Worker,
  { how, underWay }: { readonly how: string; readonly underWay: number },
): void {
  const { record } = state.parts;
  for (const [connection, known] of state.connections) if (known.worker === worker) forget(state, connection);
  // Or a client that gets one of these ends next would be taken for a loop.
  for (const [end, known] of state.outgoing) if (known === worker) state.outgoing.delete(end);
  let lost = underWay;
  for (const [id, known] of state.heads) {
    if (known !== worker) continue;
    state.heads.delete(id);
    if (!record.evidence) state.parts.options.underWay?.dropped(id);
    lost -= 1;
  }
  if (lost > 0) record.evidence?.missed(lost);
  state.dropped += underWay;
  const under = underWay === 0 ? "no request was under way" : `${underWay} or more requests were under way`;
  const message = `worker ${worker.number} (process ${worker.processId}) ended (${how}): ${under}; traffic goes on`;
  record.event({ level: "error", event: "worker-ended", message });
}

/** Resolves when every worker has examined what it captured, or after `deadlineMs`. */
async function settled(state: State, fleet: Fleet, deadlineMs: number): Promise<void> {
  await Promise.all(
    fleet.workers().map(async (worker) => {
      const ask = ++state.counted;
      await new Promise<void>((resolve) => {
        // The worker keeps to the deadline itself; one that does not answer at all is not waited for.
        const timer = setTimeout(resolve, deadlineMs + 1000);
        state.settling.set(ask, () => {
          clearTimeout(timer);
          resolve();
        });
        worker.tell({ kind: "settle", ask, deadlineMs });
      });
      state.settling.delete(ask);
    }),
  );
}
