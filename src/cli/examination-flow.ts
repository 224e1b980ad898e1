// The flow of live traffic: each captured exchange becomes an examination, beside the traffic and never in its way.
import type { ProfileResolver } from "../credentials/profile-resolver.ts";
import type { ClientClocks } from "../diagnosis/client-clocks.ts";
import { rememberClientClocks } from "../diagnosis/client-clocks.ts";
import type { Examination } from "../diagnosis/examination.ts";
import type { Examiner, Subject } from "../diagnosis/examine.ts";
import { createExaminer, examine, needsSearch } from "../diagnosis/examine.ts";
import { asNested, nestedSubject } from "../diagnosis/examine-nested.ts";
import { learnedCredentials, withLearned } from "../diagnosis/learned-credentials.ts";
import { nestedRequests } from "../diagnosis/nested-requests.ts";
import type { RecentExchanges } from "../diagnosis/recent-exchanges.ts";
import { rememberExchanges } from "../diagnosis/recent-exchanges.ts";
import { judgedExchange, withSigningTold } from "../diagnosis/signing-told.ts";
import type { CapturedExchange } from "../http/captured-exchange.ts";
import { bodyInflater } from "../search/body-inflater.ts";
import type { SearchPool } from "../search/search-pool.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";

/** What the flow works with. */
export interface FlowOptions {
  readonly knowledge: Knowledge;
  readonly pool: SearchPool;
  /** Null where nothing may leave the machine. */
  readonly resolver: ((learned: (credentials: KnownCredentials) => void) => ProfileResolver) | null;
  /** Whether temporary credentials in answers are known from then on. */
  readonly learnFromAnswers: boolean;
  /** Told of what was learned here. */
  readonly learned?: (credentials: readonly KnownCredentials[]) => void;
  /** Takes each examination, in the order in which they are finished. */
  readonly emit: (examination: Examination, exchange: CapturedExchange) => void;
  /**
   * Told when examining itself failed: a bug, never the traffic's fault. Nothing is emitted of the exchange then; null where it was, and
   * only a request inside it could not be examined.
   */
  readonly failed: (error: unknown, exchange: CapturedExchange | null) => void;
}

/** The open flow. */
export interface ExaminationFlow {
  /** Takes an exchange; returns at once and never throws. */
  take(exchange: CapturedExchange): void;
  knowledge(): Knowledge;
  /** The examiner of the moment: what is known grows when profiles are resolved. */
  examiner(): Examiner;
  /** Adds what was learned elsewhere. */
  learn(credentials: readonly KnownCredentials[]): void;
  /** Resolves when no examination is under way, or after `deadlineMs`. */
  settled(deadlineMs: number): Promise<void>;
}

interface Flow {
  readonly options: FlowOptions;
  readonly resolver: ProfileResolver | null;
  /** The last exchanges, for what only several show. */
  readonly recent: RecentExchanges;
  /** What each client's requests showed of its clock. */
  readonly clocks: ClientClocks;
  knowledge: Knowledge;
  examiner: Examiner;
  index: number;
  underWay: number;
  waiting: (() => void)[];
}

/** Examinations that may wait for profiles to be resolved; beyond it they go without. */
const waitingLimit = 1000;

/** Exchanges that a request is looked at together with. */
const rememberedExchanges = 256;

/** Opens the flow. */
export function openExaminationFlow(given: FlowOptions): ExaminationFlow {
  const { knowledge } = given;
  const emit: FlowOptions["emit"] = (examination, exchange) =>
    given.emit(withSigningTold(examination, exchange), exchange);
  const options = { ...given, emit };
  const learned = (credentials: KnownCredentials): void => learn(flow, [credentials]);
  const resolver = options.resolver ? options.resolver(learned) : null;
  const flow: Flow = {
    options,
    resolver,
    recent: rememberExchanges(rememberedExchanges),
    clocks: rememberClientClocks(),
    knowledge,
    examiner: createExaminer(knowledge, undefined, bodyInflater),
    index: 0,
    underWay: 0,
    waiting: [],
  };
  return {
    take: (exchange) => take(flow, exchange),
    knowledge: () => flow.knowledge,
    examiner: () => flow.examiner,
    learn: (credentials) => void grow(flow, credentials),
    settled: (deadlineMs) => settled(flow, deadlineMs),
  };
}

function take(flow: Flow, whole: CapturedExchange): void {
  try {
    const exchange = judgedExchange(whole);
    const subject = { ...subjectOf(exchange, flow.index), related: flow.recent.relatedTo(exchange) };
    flow.index += 1;
    flow.recent.add(exchange);
    if (flow.options.learnFromAnswers)
      learn(flow, learnedCredentials(exchange.request, whole.response, bodyInflater));
    const first = examine(subject, flow.examiner);
    const judged = failing(first) ? besideOthers(flow, subject, exchange) : { subject, first };
    const step = { ...judged, exchange: whole };
    // After it was judged: a request is no witness of itself.
    flow.clocks.note(first);
    const unknown = flow.underWay < waitingLimit ? unknownKeyId(flow, first) : null;
    if (unknown === null) conclude(flow, step);
    else beside(flow, whole, afterResolving(flow, unknown, step));
    takeNested(flow, subject, whole);
  } catch (error) {
    flow.options.failed(error, whole);
  }
}

/** Signed requests inside the exchange become examinations of their own, after it. */
function takeNested(flow: Flow, outer: Subject, exchange: CapturedExchange): void {
  try {
    for (const [at, found] of nestedRequests(exchange.request, exchange.response).entries()) {
      const around = { ...outer, id: `${outer.id}.${at + 1}`, within: outer.id };
      const inner = nestedSubject(found, around, flow.examiner);
      const first = asNested(examine(inner.subject, flow.examiner), inner);
      const searched = inner.absent.length === 0 && needsSearch(first, flow.examiner);
      if (!searched) flow.options.emit(first, exchange);
      else {
        const whole = flow.options.pool.examineFully(inner.subject);
        beside(
          flow,
          null,
          whole.then((examination) => flow.options.emit(asNested(examination, inner), exchange)),
        );
      }
    }
  } catch (error) {
    flow.options.failed(error, null);
  }
}

/** An exchange on its way: as examined without a search. */
interface Step {
  readonly subject: Subject;
  readonly first: Examination;
  readonly exchange: CapturedExchange;
}

function failing({ verdict, causes }: Examination): boolean {
  return verdict === "mismatch" || causes.length > 0;
}

/** Examined again with the requests of the same key around it and the clock of its client: only what fails needs them. */
function besideOthers(flow: Flow, alone: Subject, exchange: CapturedExchange): Omit<Step, "exchange"> {
  const related = flow.recent.neighboursOf(exchange);
  const subject = { ...alone, related, clientClock: flow.clocks.of(exchange.request) };
  return { subject, first: examine(subject, flow.examiner) };
}

function subjectOf(exchange: CapturedExchange, index: number): Subject {
  const { id, request, response, selfCheck } = exchange;
  return {
    id,
    input: null,
    index,
    request,
    response,
    selfCheck,
    nowEpochMs: request.receivedAtEpochMs ?? Date.now(),
  };
}

/** The key id of a request that may become verifiable by resolving profiles, or null. */
function unknownKeyId(flow: Flow, examination: Examination): string | null {
  if (
    !flow.resolver?.pending() ||
    examination.verdict !== "unverifiable" ||
    examination.reading.kind !== "read"
  )
    return null;
  const { accessKeyId } = examination.reading.envelope;
  return flow.knowledge.credentials.some((known) => known.accessKeyId === accessKeyId) ? null : accessKeyId;
}

async function afterResolving(flow: Flow, accessKeyId: string, step: Step): Promise<void> {
  const learnedIt = await flow.resolver?.unknownAccessKeyId(accessKeyId);
  conclude(flow, learnedIt ? { ...step, first: examine(step.subject, flow.examiner) } : step);
}

function conclude(flow: Flow, { subject, first, exchange }: Step): void {
  if (!needsSearch(first, flow.examiner)) {
    flow.options.emit(first, exchange);
    return;
  }
  const searched = flow.options.pool.examineFully(subject);
  beside(
    flow,
    exchange,
    searched.then((examination) => flow.options.emit(examination, exchange)),
  );
}

/** `exchange`: what nothing is emitted of where it fails. */
function beside(flow: Flow, exchange: CapturedExchange | null, work: Promise<void>): void {
  flow.underWay += 1;
  const failed = (error: unknown): void => flow.options.failed(error, exchange);
  void work.catch(failed).finally(() => {
    flow.underWay -= 1;
    if (flow.underWay === 0) for (const resolve of flow.waiting.splice(0)) resolve();
  });
}

function learn(flow: Flow, credentials: readonly KnownCredentials[]): void {
  if (grow(flow, credentials)) flow.options.learned?.(credentials);
}

/** Whether anything was new. */
function grow(flow: Flow, credentials: readonly KnownCredentials[]): boolean {
  const grown = withLearned(flow.knowledge, credentials);
  if (grown === null) return false;
  flow.knowledge = grown;
  // Derived keys and proofs stay good: they belong to secrets and rules.
  flow.examiner = { ...flow.examiner, knowledge: grown };
  flow.options.pool.learn(grown);
  return true;
}

function settled(flow: Flow, deadlineMs: number): Promise<void> {
  if (flow.underWay === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadlineMs);
    flow.waiting.push(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
