// A worker's side of the pipe to the primary: news in batches, never without bound. What does not fit is dropped and counted, as in the
// queue of captures; traffic never waits.
import type { Examination } from "../diagnosis/examination.ts";
import type { UnderWay } from "../evidence/requests-under-way.ts";
import { RequestsUnderWay } from "../evidence/requests-under-way.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import type { WorkerNews, WorkerReply } from "./worker-message.ts";

/** What a link is opened with. */
export interface LinkOptions {
  /** Writes one message; must not throw. */
  readonly send: (reply: WorkerReply) => void;
  /** Whether somebody keeps requests that are under way. */
  readonly keepsUnderWay: boolean;
  /** Bytes of bodies that may be on their way. */
  readonly mostBytes: number;
}

/** The link. */
export interface WorkerLink {
  /** False while so much is on its way that an exchange should not even be examined. */
  hasRoom(): boolean;
  examined(examination: Examination, exchange: CapturedExchange): void;
  /** A request has begun. */
  opened(request: UnderWay): void;
  /** A request is over, and nothing is sent of it. */
  dropped(id: string): void;
  /** Sends other news; `urgent` at once. */
  tell(news: WorkerNews, urgent?: boolean): void;
  /** So much has been taken. */
  taken(exchanges: number, bytes: number): void;
  /** Sends what is gathered. */
  flush(): void;
}

/** Exchanges that may be on their way. */
const mostExchanges = 2000;
/** News of a busy worker is sent once in so many milliseconds; that of a quiet one at once. */
const batchMs = 10;
/** How often requests under way are looked at, in milliseconds. */
const lookMs = 40;

interface Link {
  readonly options: LinkOptions;
  readonly underWay: RequestsUnderWay;
  news: WorkerNews[];
  exchanges: number;
  bytes: number;
  /** Sent or gathered, and not taken yet. */
  waiting: number;
  waitingBytes: number;
  captures: number;
  forgotten: string[];
  sentAtMs: number;
  scheduled: boolean;
  looking: boolean;
}

/** Opens the link. */
export function openWorkerLink(options: LinkOptions): WorkerLink {
  const link: Link = {
    ...{ options, underWay: new RequestsUnderWay(), news: [], exchanges: 0, bytes: 0, waiting: 0 },
    ...{ waitingBytes: 0, captures: 0, forgotten: [], sentAtMs: 0, scheduled: false, looking: false },
  };
  return {
    hasRoom: () => link.waiting < mostExchanges && link.waitingBytes < options.mostBytes,
    examined: (examination, exchange) => examined(link, examination, exchange),
    opened: (request) => opened(link, request),
    dropped: (id) => dropped(link, id),
    tell: (news, urgent = false) => {
      link.news.push(news);
      if (urgent) flush(link);
      else schedule(link);
    },
    taken: (exchanges, bytes) => {
      link.waiting -= exchanges;
      link.waitingBytes -= bytes;
    },
    flush: () => flush(link),
  };
}

function examined(link: Link, examination: Examination, exchange: CapturedExchange): void {
  const now = Date.now();
  if (examination.id === exchange.id)
    link.underWay.over(exchange.id, now - (exchange.request.receivedAtEpochMs ?? now), true);
  const bytes = (exchange.request.body.content?.length ?? 0) + (exchange.response?.body.content?.length ?? 0);
  link.news.push({ kind: "examined", examination, exchange });
  link.exchanges += 1;
  link.bytes += bytes;
  link.waiting += 1;
  link.waitingBytes += bytes;
  schedule(link);
}

function opened(link: Link, request: UnderWay): void {
  link.underWay.add(request);
  schedule(link);
  look(link);
}

/** Sends the heads of requests that stay long. */
function look(link: Link): void {
  if (link.looking || !link.options.keepsUnderWay) return;
  link.looking = true;
  setTimeout(() => {
    link.looking = false;
    for (const head of link.underWay.takeLong(Date.now())) link.news.push({ kind: "under-way", head });
    if (link.news.length > 0) schedule(link);
    if (link.underWay.waits) look(link);
  }, lookMs).unref();
}

function dropped(link: Link, id: string): void {
  if (link.underWay.forget(id)) link.forgotten.push(...link.underWay.takeForgotten());
  link.captures += 1;
  schedule(link);
}

function schedule(link: Link): void {
  if (link.scheduled) return;
  link.scheduled = true;
  const rested = performance.now() - link.sentAtMs;
  const send = (): void => flush(link);
  if (rested >= batchMs) setImmediate(send);
  else setTimeout(send, batchMs - rested);
}

function flush(link: Link): void {
  const { news, exchanges, bytes, captures, forgotten } = link;
  if (captures > 0) news.push({ kind: "dropped", captures, forgotten });
  Object.assign(link, { news: [], exchanges: 0, bytes: 0, captures: 0, forgotten: [] });
  Object.assign(link, { scheduled: false, sentAtMs: performance.now() });
  link.options.send({ kind: "news", news, exchanges, bytes, underWay: link.underWay.size });
}
