// A worker: proxy, capture and examining for the connections that the primary hands over. What must be one is the primary's.
import type { Socket } from "node:net";
import type { Subject } from "../diagnosis/examine.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { CertificateAuthority } from "../proxy/certificate-authority.ts";
import { openCertificateAuthority } from "../proxy/certificate-authority.ts";
import type { OwnAddress } from "../proxy/own-addresses.ts";
import type { ProxyOptions, RunningProxy } from "../proxy/running-proxy.ts";
import { openProxy } from "../proxy/running-proxy.ts";
import { knowledgeOf, plainKnowledge } from "../search/plain-knowledge.ts";
import type { ExaminationFlow } from "./examination-flow.ts";
import { openExaminationFlow } from "./examination-flow.ts";
import { closeTraffic, handedOver } from "./own-carrier.ts";
import { proxyBasics, upstreamOf } from "./session-proxy.ts";
import { errorKind } from "./session-record.ts";
import type { WorkerAsks } from "./worker-asks.ts";
import { openWorkerAsks } from "./worker-asks.ts";
import type { WorkerLink } from "./worker-link.ts";
import type { WorkerOrder, WorkerStart } from "./worker-message.ts";

/** A worker that serves. */
export interface WorkerSession {
  /** Carries out an order; resolves true when it was the last one. */
  carryOut(order: WorkerOrder, socket: Socket | null): Promise<boolean>;
}

interface Parts {
  readonly flow: ExaminationFlow;
  readonly proxy: RunningProxy;
  readonly asks: WorkerAsks;
  readonly link: WorkerLink;
  readonly connections: Map<number, Socket>;
}

/** Opens a worker. Throws what the certificate authority and the settings throw. */
export async function openWorkerSession(start: WorkerStart, link: WorkerLink): Promise<WorkerSession> {
  const certificateAuthority = await sameAuthority(start);
  const asks = openWorkerAsks(link, () => flow.examiner());
  const flow = openExaminationFlow({
    knowledge: knowledgeOf(start.knowledge),
    pool: { examineFully: (subject: Subject) => asks.pool.examineFully(subject), ...elsewhere },
    resolver: start.resolves ? () => asks.resolver : null,
    learnFromAnswers: start.settings.learn,
    learned: (credentials) => {
      link.tell({ kind: "learned", knowledge: plainKnowledge({ credentials, signingKeys: [] }) });
    },
    emit: link.examined,
    failed: (error, exchange) =>
      link.tell({ kind: "failed", error: errorKind(error), id: exchange?.id ?? null }),
  });
  let own: readonly OwnAddress[] = [];
  const proxy = await openProxy({
    ...proxyBasics(start.settings, flow),
    ...upstreamOf(start),
    ...reported(link, flow),
    ...{ certificateAuthority, connectUpstream: null, ownAddresses: () => own },
    shared: {
      ...{ port: start.port, processes: start.processes, viaName: start.viaName },
      // At once: the primary must know it before anything is sent on it.
      outgoing: (end, open) => link.tell({ kind: "outgoing", end, open }, open),
    },
  });
  const parts: Parts = { flow, proxy, asks, link, connections: new Map() };
  return {
    carryOut: async (order, socket) => {
      if (order.kind === "connection") own = order.own;
      if (order.kind === "close") await closed(order.deadlineMs, parts);
      else if (order.kind === "connection") take(order, socket, parts);
      else await carriedOut(order, parts);
      return order.kind === "close";
    },
  };
}

/** Ends the traffic; nothing that was captured is lost over a search or a profile that takes too long. */
async function closed(deadlineMs: number, { flow, proxy, asks }: Parts): Promise<void> {
  await closeTraffic(proxy, flow, deadlineMs);
  asks.giveUp();
  await flow.settled(1000);
}

/** The primary has the pool: what it is told, how it counts and when it ends is no concern of a worker. */
const elsewhere = {
  learn: (): void => undefined,
  counts: () => ({ searched: 0, refused: 0, abandoned: 0 }),
  close: async (): Promise<void> => undefined,
};

/** Exchanges and events on their way to the primary. */
function reported(
  link: WorkerLink,
  flow: ExaminationFlow,
): Pick<ProxyOptions, "observer" | "underWay" | "log"> {
  return {
    observer: (exchange: CapturedExchange) => {
      if (link.hasRoom()) flow.take(exchange);
      else link.dropped(exchange.id);
    },
    underWay: { opened: link.opened, dropped: link.dropped },
    log: (event) => link.tell({ kind: "event", event }),
  };
}

/** Clients trust one authority: a worker that starts later must not have another. */
async function sameAuthority(start: WorkerStart): Promise<CertificateAuthority> {
  const authority = await openCertificateAuthority(start.certificateFolder);
  if (authority.fingerprintSha256 === start.fingerprintSha256) return authority;
  throw new CountersignError(
    "ERR_CA_UNREADABLE",
    `the certificate authority in ${start.certificateFolder} has been replaced while countersign runs`,
    { hint: "start countersign again" },
  );
}

function take(
  { connection, looped }: Extract<WorkerOrder, { kind: "connection" }>,
  socket: Socket | null,
  { proxy, link, connections }: Parts,
): void {
  const gone = (): void => {
    connections.delete(connection);
    link.tell({ kind: "gone", connection });
  };
  if (socket === null) {
    gone();
    return;
  }
  connections.set(connection, socket);
  socket.once("close", gone);
  if (looped) proxy.comesBack(socket);
  proxy.take(socket);
}

async function carriedOut(
  order: WorkerOrder,
  { flow, asks, link, proxy, connections }: Parts,
): Promise<void> {
  if (order.kind === "taken") link.taken(order.exchanges, order.bytes);
  else if (order.kind === "learned") flow.learn(knowledgeOf(order.knowledge).credentials);
  else if (order.kind === "searched" || order.kind === "resolved") asks.answered(order);
  else if (order.kind === "looped") {
    const socket = connections.get(order.connection);
    if (socket) proxy.comesBack(socket);
  } else if (order.kind === "settle") {
    await handedOver();
    await flow.settled(order.deadlineMs);
    link.tell({ kind: "settled", ask: order.ask }, true);
  }
}
