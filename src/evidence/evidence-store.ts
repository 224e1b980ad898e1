// Evidence as the traffic's thread sees it: `record` returns at once and never throws; batches go to the writer's thread.
import type { Worker } from "node:worker_threads";
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedExchange, CapturedRequest } from "../http/captured-exchange.ts";
import type { StoredGap } from "../report/stored-exchange.ts";
import type { EvidenceBatch, LostExchanges, WriterOptions, WriterReply } from "./evidence-batch.ts";
import { joinedBodies } from "./evidence-batch.ts";
import { ready, writerThread } from "./evidence-thread.ts";
import type { PackedExchange } from "./exchange-pack.ts";
import { packExchange, packedLength } from "./exchange-pack.ts";
import { moreLost } from "./lost-exchanges.ts";
import type { UnderWay } from "./requests-under-way.ts";
import { RequestsUnderWay } from "./requests-under-way.ts";
import type { Admission } from "./right-traffic.ts";
import { admission } from "./right-traffic.ts";
import type { RowAnswer, TakenRows } from "./waiting-rows.ts";
import { WaitingRows } from "./waiting-rows.ts";

/** How evidence is kept. */
export interface StoreOptions extends WriterOptions {
  /** Told when exchanges are not stored: at most once a minute. */
  readonly warn: (reason: StoredGap["reason"]) => void;
  readonly workerFile?: URL;
  /** Right exchanges that are stored each second; zero, the default, for all. */
  readonly rightPerSecond?: number;
}

/** Evidence that is being kept. */
export interface EvidenceStore {
  /** Takes a request whose head has come. */
  opened(request: UnderWay): void;
  /** Writes the head of a request at once; `then` is told, within a second, whether it is in the file. */
  admit(request: UnderWay, then: RowAnswer): void;
  /** Takes an exchange with its examination. */
  record(examination: Examination, exchange: CapturedExchange): void;
  /** Forgets a request that was opened and is not evidence. */
  forget(id: string): void;
  /** Notes exchanges of which nothing was captured. */
  lost(exchanges: number, reason: StoredGap["reason"]): void;
  /** How many exchanges are in the file, and how many are not. */
  counts(): { readonly stored: number; readonly lost: number };
  /** Writes what waits, signs the chain and closes the file. */
  close(): Promise<void>;
}

/** What makes a batch: exchanges, or milliseconds since its first. */
const batchExchanges = 64;
const batchMs = 40;

/** Texts and bodies held for the writer, in characters and bytes; beyond it exchanges become a gap. */
const heldLength = 32 * 1024 * 1024;

/** Longest body that is redacted; only asked-for whole bodies are sent beyond it. In bytes. */
const redactedBodyBytes = 256 * 1024;
/** A short form may name its operation, whatever is kept of it. In bytes. */
const namedOperationBytes = 4096;

/** Longest wait for a row, in milliseconds: a client is answered within a second. */
const rowDeadlineMs = 900;

const warnEveryMs = 60_000;
/** Right exchanges that are left out become one gap in so many milliseconds. */
const leftOutMs = 1000;
const closeDeadlineMs = 10_000;

interface Store {
  readonly options: StoreOptions;
  readonly worker: Worker;
  readonly underWay: RequestsUnderWay;
  packed: PackedExchange[];
  bodies: Uint8Array[];
  bodyBytes: number[];
  /** Length of what is gathered, and of each batch that is with the writer. */
  gathered: number;
  readonly sent: {
    readonly length: number;
    readonly exchanges: number;
    readonly answers: TakenRows["answers"];
  }[];
  readonly rows: WaitingRows;
  soon: NodeJS.Immediate | null;
  held: number;
  gap: LostExchanges | null;
  readonly admits: Admission;
  leftOut: LostExchanges | null;
  stored: number;
  lost: number;
  timer: NodeJS.Timeout | null;
  quietUntilEpochMs: number;
  ended: boolean;
  closed: (() => void) | null;
}

/** Opens the store; resolves when the file is open. Throws ERR_FILE_UNWRITABLE, ERR_EVIDENCE_… as the writer does. */
export async function openEvidenceStore(options: StoreOptions): Promise<EvidenceStore> {
  const { warn: _warn, workerFile, rightPerSecond = 0, ...writerOptions } = options;
  const worker = writerThread(writerOptions, workerFile);
  const store: Store = {
    ...{
      options,
      worker,
      underWay: new RequestsUnderWay(),
      ...{ rows: new WaitingRows(rowDeadlineMs), soon: null },
      packed: [],
      bodies: [],
      bodyBytes: [],
    },
    ...{ gathered: 0, sent: [], held: 0, gap: null, stored: 0, lost: 0, timer: null, quietUntilEpochMs: 0 },
    ...{ ended: false, closed: null, admits: admission(rightPerSecond), leftOut: null },
  };
  await ready(worker, { replied: (reply) => replied(store, reply), ended: () => ended(store) });
  return {
    opened: (request) => opened(store, request),
    admit: (request, then) => admit(store, request, then),
    record: (examination, exchange) => record(store, examination, exchange),
    forget: (id) => forget(store, id),
    lost: (exchanges, reason) => lose(store, exchanges, reason),
    counts: () => ({ stored: store.stored, lost: store.lost }),
    close: () => close(store),
  };
}

function opened(store: Store, request: UnderWay): void {
  store.underWay.add(request);
  wake(store);
}

/** While a batch is with the writer, rows gather for the next one: each batch costs a write to the disk itself. */
function admit(store: Store, request: UnderWay, then: RowAnswer): void {
  try {
    const head = store.underWay.takeNow(request);
    const refused = whyRefused(store, head.length);
    if (refused === null) store.rows.add(head, then);
    else then(false);
  } catch {
    then(false);
  }
  if (store.sent.length === 0) store.soon ??= setImmediate(() => flush(store));
}

function record(store: Store, examination: Examination, exchange: CapturedExchange): void {
  let gathered = false;
  const now = Date.now();
  try {
    if (store.admits(examination, exchange, now)) gathered = gather(store, examination, exchange);
    else leaveOut(store, now);
  } catch {
    lose(store, 1, "capture-dropped");
  }
  if (examination.id === exchange.id)
    store.underWay.over(exchange.id, now - (exchange.request.receivedAtEpochMs ?? now), gathered);
  if (store.packed.length >= batchExchanges || store.gathered >= heldLength / 8) flush(store);
  else wake(store);
}

/** Whether it is in the next batch. */
function gather(store: Store, examination: Examination, exchange: CapturedExchange): boolean {
  const nested = examination.nested !== undefined && examination.nested.within !== null;
  const request = bodyToSend(store, examination.request.body);
  const response = nested || !exchange.response ? null : bodyToSend(store, exchange.response.body);
  const packed = packExchange(examination, exchange, exchange.endedAtEpochMs ?? Date.now());
  const length = packedLength(packed) + (request?.length ?? 0) + (response?.length ?? 0);
  const refused = whyRefused(store, length);
  if (refused !== null) {
    lose(store, 1, refused);
    return false;
  }
  store.packed.push(packed);
  for (const body of [request, response]) {
    store.bodyBytes.push(body?.length ?? -1);
    if (body) store.bodies.push(body);
  }
  store.gathered += length;
  return true;
}

function whyRefused(store: Store, length: number): StoredGap["reason"] | null {
  if (store.ended) return "input-output-error";
  return store.held + store.gathered + length > heldLength ? "queue-full" : null;
}

function bodyToSend({ options }: Store, { bytes, content }: CapturedRequest["body"]): Uint8Array | null {
  if (content === null || bytes === 0) return null;
  const most = {
    none: namedOperationBytes,
    hash: namedOperationBytes,
    redacted: redactedBodyBytes,
    full: Number.POSITIVE_INFINITY,
  };
  return bytes <= most[options.keepBodies] ? content : null;
}

function forget(store: Store, id: string): void {
  if (store.underWay.forget(id)) wake(store);
}

function lose(store: Store, exchanges: number, reason: StoredGap["reason"]): void {
  store.lost += exchanges;
  store.gap = moreLost(store.gap, exchanges, reason, Date.now());
  warn(store, reason);
  wake(store);
}

function leaveOut(store: Store, now: number): void {
  store.lost += 1;
  store.leftOut = moreLost(store.leftOut, 1, "right-and-many", now);
}

/** The gap that goes with a batch: what was lost first, then what was left out, once in a while. */
function takeGap(store: Store, atOnce: boolean): LostExchanges | null {
  const { gap, leftOut } = store;
  store.gap = null;
  if (gap || !leftOut || (!atOnce && Date.now() - leftOut.fromEpochMs < leftOutMs)) return gap;
  store.leftOut = null;
  return leftOut;
}

function warn(store: Store, reason: StoredGap["reason"]): void {
  const now = Date.now();
  if (now < store.quietUntilEpochMs) return;
  store.quietUntilEpochMs = now + warnEveryMs;
  store.options.warn(reason);
}

function wake(store: Store): void {
  store.timer ??= setTimeout(() => flush(store), batchMs).unref();
}

function flush(store: Store, closing = false): void {
  if (store.timer) clearTimeout(store.timer);
  store.timer = null;
  if (store.soon) clearImmediate(store.soon);
  store.soon = null;
  const { heads, answers } = store.rows.take();
  const underWay = [...heads, ...store.underWay.takeLong(Date.now())];
  if (store.underWay.waits) wake(store);
  const forgotten = store.underWay.takeForgotten();
  const { packed, bodyBytes } = store;
  if (store.ended) {
    for (const answer of answers) answer(false);
    return;
  }
  const gap = takeGap(store, closing);
  if (packed.length + underWay.length + forgotten.length === 0 && gap === null) return;
  const bodies = joinedBodies(store.bodies);
  const batch: EvidenceBatch = { packed, bodies, bodyBytes, underWay, forgotten, lost: gap };
  store.sent.push({ length: store.gathered, exchanges: packed.length, answers });
  store.held += store.gathered;
  Object.assign(store, { packed: [], bodies: [], bodyBytes: [], gathered: 0 });
  store.worker.postMessage(batch, bodies.byteLength === 0 ? [] : [bodies.buffer as ArrayBuffer]);
}

function replied(store: Store, reply: WriterReply): void {
  if (reply.kind === "closed") {
    store.closed?.();
    return;
  }
  const sent = store.sent.shift();
  store.held -= sent?.length ?? 0;
  store.stored += reply.stored;
  store.lost += (sent?.exchanges ?? 0) - reply.stored;
  for (const answer of sent?.answers ?? []) answer(reply.trouble === null);
  if (store.rows.any) flush(store);
  if (reply.trouble !== null) warn(store, reply.trouble);
}

/** The writer's thread is gone: traffic goes on, and what passes is not stored. */
function ended(store: Store): void {
  if (store.ended) return;
  store.ended = true;
  const unanswered = store.rows.take().answers;
  for (const { exchanges, answers } of store.sent.splice(0)) {
    store.lost += exchanges;
    unanswered.push(...answers);
  }
  for (const answer of unanswered) answer(false);
  if (store.closed) store.closed();
  else warn(store, "input-output-error");
}

async function close(store: Store): Promise<void> {
  // Twice where both kinds of gap are left: a batch takes one.
  flush(store, true);
  flush(store, true);
  if (store.timer) clearTimeout(store.timer);
  if (!store.ended) {
    const closing = new Promise<void>((resolve) => {
      store.closed = resolve;
    });
    store.worker.ref();
    store.worker.postMessage("close");
    const late = new Promise<void>((resolve) => setTimeout(resolve, closeDeadlineMs).unref());
    await Promise.race([closing, late]);
  }
  store.ended = true;
  await store.worker.terminate();
}
