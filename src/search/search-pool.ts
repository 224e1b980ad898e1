// The pool of search threads: proofs are searched for beside the traffic, never in its way. A full queue, a slow search or a crashed
// worker costs the proof, never the examination.
import { Worker } from "node:worker_threads";
import type { Examination } from "../diagnosis/examination.ts";
import type { Examiner, Subject } from "../diagnosis/examine.ts";
import { createExaminer, examine } from "../diagnosis/examine.ts";
import { builtFile } from "../http/built-file.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import { bodyInflater } from "./body-inflater.ts";
import { plainKnowledge } from "./plain-knowledge.ts";
import type { SearchOrder, SearchReply } from "./search-message.ts";

/** How the pool works. */
export interface SearchPoolOptions {
  readonly knowledge: Knowledge;
  /** Threads; they are started when first needed. */
  readonly workers: number;
  /** Searches that may wait; beyond it an examination comes back without a proof. */
  readonly queueLimit: number;
  /** Bytes of bodies that may wait with them; default 64 MiB. One search may always wait. */
  readonly queueBytes?: number;
  /** Time that one search may take, in milliseconds; default 2000. */
  readonly searchMs?: number;
  /** Suppositions that one search may try; default 400 000. */
  readonly suppositions?: number;
  /** The worker's file; tests give another. Default: the built one, also when this file runs from its TypeScript source. */
  readonly workerFile?: URL;
}

/** What happened in the pool so far. */
export interface SearchPoolCounts {
  readonly searched: number;
  /** Not searched because the queue was full. */
  readonly refused: number;
  /** Given up: too slow, or the worker ended. */
  readonly abandoned: number;
}

/** An open pool. */
export interface SearchPool {
  /** Examines with a search for the proof. Never rejects; without a proof when the pool could not search. */
  examineFully(subject: Subject): Promise<Examination>;
  /** Makes later searches use more knowledge. */
  learn(knowledge: Knowledge): void;
  counts(): SearchPoolCounts;
  /** Ends the threads. Searches still open come back without a proof. */
  close(): Promise<void>;
}

interface Job {
  readonly subject: Subject;
  readonly bytes: number;
  readonly startedAtMs: number;
  readonly settle: (examination: Examination) => void;
}

interface Thread {
  readonly worker: Worker;
  knowledge: Knowledge;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

interface Pool {
  readonly options: SearchPoolOptions;
  readonly waiting: Job[];
  waitingBytes: number;
  readonly threads: Set<Thread>;
  examiner: Examiner;
  searched: number;
  refused: number;
  abandoned: number;
  closed: boolean;
}

/** Time beyond the search's own bound after which a worker counts as stuck, in milliseconds. */
const graceMs = 1500;
const usualQueueBytes = 64 * 1024 * 1024;
/** Heap of one worker in MiB: a search that needs more is ended. */
const workerHeapMb = 512;

/** Opens a pool. */
export function openSearchPool(options: SearchPoolOptions): SearchPool {
  const examiner = createExaminer(options.knowledge, undefined, bodyInflater);
  const pool: Pool = {
    options,
    waiting: [],
    waitingBytes: 0,
    threads: new Set(),
    examiner,
    searched: 0,
    refused: 0,
    abandoned: 0,
    closed: false,
  };
  return {
    examineFully: (subject) => enqueue(pool, subject),
    learn: (knowledge) => {
      pool.examiner = createExaminer(knowledge, undefined, bodyInflater);
    },
    counts: () => ({ searched: pool.searched, refused: pool.refused, abandoned: pool.abandoned }),
    close: () => closePool(pool),
  };
}

/**
 * The built worker. Threads cannot load TypeScript on every Node that is supported, so a pool that runs from `src/` (in a test) loads
 * the worker from `dist/`: build first.
 */
export function builtWorkerFile(ownUrl: string = import.meta.url): URL {
  return builtFile(ownUrl, "search-worker.js");
}

function enqueue(pool: Pool, subject: Subject): Promise<Examination> {
  return new Promise((settle) => {
    const job: Job = { subject, bytes: subjectBytes(subject), startedAtMs: performance.now(), settle };
    if (pool.closed || isFull(pool, job)) {
      pool.refused += 1;
      settle(withoutProof(pool, job));
      return;
    }
    pool.waiting.push(job);
    pool.waitingBytes += job.bytes;
    startWaiting(pool);
  });
}

function isFull({ options, waiting, waitingBytes }: Pool, { bytes }: Job): boolean {
  const { queueLimit, queueBytes = usualQueueBytes } = options;
  return waiting.length >= queueLimit || (waiting.length > 0 && waitingBytes + bytes > queueBytes);
}

/** Bytes of bodies that a subject holds in memory. */
export function subjectBytes({ request, response }: Subject): number {
  return (request.body.content?.length ?? 0) + (response?.body.content?.length ?? 0);
}

function startWaiting(pool: Pool): void {
  while (pool.waiting.length > 0) {
    const thread = idleThread(pool);
    const job = thread ? pool.waiting.shift() : undefined;
    if (!thread || !job) return;
    pool.waitingBytes -= job.bytes;
    start(pool, thread, job);
  }
}

function idleThread(pool: Pool): Thread | null {
  for (const thread of pool.threads) if (!thread.job) return thread;
  return pool.threads.size < pool.options.workers ? newThread(pool) : null;
}

function newThread(pool: Pool): Thread {
  const worker = new Worker(pool.options.workerFile ?? builtWorkerFile(), {
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: workerHeapMb },
  });
  const { knowledge } = pool.examiner;
  const thread: Thread = { worker, knowledge, job: null, timer: null };
  pool.threads.add(thread);
  worker.on("message", (reply: SearchReply) => received(pool, thread, reply));
  worker.on("error", () => ended(pool, thread));
  worker.on("exit", () => ended(pool, thread));
  worker.unref();
  post(thread, { kind: "knowledge", knowledge: plainKnowledge(knowledge) });
  return thread;
}

function start(pool: Pool, thread: Thread, job: Job): void {
  const milliseconds = timeForOne(pool);
  if (thread.knowledge !== pool.examiner.knowledge) {
    thread.knowledge = pool.examiner.knowledge;
    post(thread, { kind: "knowledge", knowledge: plainKnowledge(thread.knowledge) });
  }
  thread.job = job;
  thread.worker.ref();
  thread.timer = setTimeout(() => ended(pool, thread), milliseconds + graceMs);
  const suppositions = pool.options.suppositions ?? 700_000;
  post(thread, { kind: "examine", subject: compact(job.subject), milliseconds, suppositions });
}

/** All the time that one search may take while few wait; an eighth when many do: most proofs come in its first milliseconds. */
function timeForOne({ options, waiting }: Pool): number {
  const most = options.searchMs ?? 2000;
  return waiting.length > options.queueLimit / 4 ? most / 8 : most;
}

function post(thread: Thread, order: SearchOrder): void {
  thread.worker.postMessage(order);
}

function received(pool: Pool, thread: Thread, reply: SearchReply): void {
  const job = released(thread);
  thread.worker.unref();
  if (job && reply.kind === "examined") {
    pool.searched += 1;
    job.settle({ ...reply.examination, request: job.subject.request, response: job.subject.response });
  } else if (job) abandon(pool, job);
  startWaiting(pool);
}

/** A worker that ended by itself, crashed or got stuck: its search is given up, and the next one gets a new worker. */
function ended(pool: Pool, thread: Thread): void {
  if (!pool.threads.delete(thread)) return;
  const job = released(thread);
  void thread.worker.terminate();
  if (job) abandon(pool, job);
  if (!pool.closed) startWaiting(pool);
}

function released(thread: Thread): Job | null {
  if (thread.timer) clearTimeout(thread.timer);
  const { job } = thread;
  thread.job = null;
  thread.timer = null;
  return job;
}

function abandon(pool: Pool, job: Job): void {
  pool.abandoned += 1;
  job.settle(withoutProof(pool, job));
}

function withoutProof(pool: Pool, job: Job): Examination {
  const milliseconds = performance.now() - job.startedAtMs;
  return { ...examine(job.subject, pool.examiner), search: { tried: 0, milliseconds, exhausted: false } };
}

async function closePool(pool: Pool): Promise<void> {
  pool.closed = true;
  for (const job of pool.waiting.splice(0)) abandon(pool, job);
  pool.waitingBytes = 0;
  const threads = [...pool.threads];
  for (const thread of threads) ended(pool, thread);
  await Promise.all(threads.map(({ worker }) => worker.terminate()));
}

/** Bodies may be small views of big buffers, and a message would copy the whole buffer. */
function compact(subject: Subject): Subject {
  const request = { ...subject.request, body: compactBody(subject.request.body) };
  const response = subject.response && { ...subject.response, body: compactBody(subject.response.body) };
  return { ...subject, request, response };
}

function compactBody<Body extends Subject["request"]["body"]>(body: Body): Body {
  const { content } = body;
  if (!content || content.byteLength === content.buffer.byteLength) return body;
  return { ...body, content: new Uint8Array(content) };
}
