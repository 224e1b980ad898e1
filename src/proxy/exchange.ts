// One exchange under way: what is tapped of it, how it ends, and what is captured of it in the end.
import type { ClientRequest, IncomingMessage } from "node:http";
import type {
  CapturedBody,
  CapturedExchange,
  CapturedRequest,
  CapturedResponse,
  ConnectionFacts,
  ExchangeState,
  SigningRecord,
} from "../http/captured-exchange.ts";
import { rawHeaderPairs } from "../http/raw-headers.ts";
import type { CaptureBudget } from "./body-tap.ts";
import { BodyTap, emptyBody } from "./body-tap.ts";
import type { WatchBody, WatchedBody } from "./body-watching.ts";
import { watchedBody } from "./body-watching.ts";
import type { PendingCapture } from "./capture-queue.ts";
import type { ClientAnswer, ClientMessage } from "./client-message.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import type { Route } from "./route.ts";
import type { SentRequest } from "./self-check.ts";
import { selfCheck } from "./self-check.ts";
import type { OutgoingInternals } from "./upstream-lane.ts";

/** What an exchange takes from the proxy around it. */
export interface ExchangeFrame {
  readonly id: string;
  readonly route: Route;
  readonly budget: CaptureBudget;
  readonly captureLimitBytes: number;
  /** Opens a reader for the body of a request that is too long to be kept. */
  readonly watchBody: WatchBody;
  /** Opens a reader for what the client sends behind a 101. */
  readonly watchSwitched: WatchBody;
  /** Called whenever a byte of the exchange moved. */
  readonly moved: (exchange: Exchange) => void;
  /** Called once, when the exchange is over. */
  readonly settled: (exchange: Exchange) => void;
}

/** One request and its answer while they pass. */
export class Exchange implements PendingCapture {
  readonly request: ClientMessage;
  readonly answer: ClientAnswer;
  readonly frame: ExchangeFrame;
  /** The target as the client sent it; `request.url` may hold only its path. */
  readonly target: string;
  readonly receivedAtEpochMs: number = Date.now();
  upstream: (ClientRequest & OutgoingInternals) | null = null;
  /** What the engine keeps of it, emptied when it is over. */
  engineContext: object | null = null;
  /** The headers addressed to upstream, flat as Node gives them. */
  rawHeaders: readonly string[];
  /** What goes upstream in place of the request as it came; null where it goes as it came. */
  outgoing: OutgoingRequest | null = null;
  /** What is to be told of signing it again. */
  signing: SigningRecord | null = null;
  informational = 0;
  /** Bytes of the body that were read ahead, in the room for captured bytes. */
  aheadBytes = 0;
  requestEnded = false;
  answerEnded = false;
  answerSent = false;
  /** Ticks of the proxy's slow clock: when a byte last moved. */
  movedAtTick = 0;
  /** How many bytes waited when the clock looked last. */
  waitedBytes = 0;
  /** Its place among the exchanges watched; -1 when it is not. */
  watchSlot = -1;
  #answered: IncomingMessage | null = null;
  #answeredAtEpochMs: number | null = null;
  #requestTap: BodyTap | null = null;
  #answerTap: BodyTap | null = null;
  #switched: WatchedBody | null = null;
  #sentBytes = 0;
  #state: ExchangeState | null = null;
  #reason: string | null = null;
  #endedAtEpochMs = 0;

  constructor(request: ClientMessage, answer: ClientAnswer, target: string, frame: ExchangeFrame) {
    this.request = request;
    this.answer = answer;
    this.target = target;
    this.frame = frame;
    this.rawHeaders = request.rawHeaders;
  }

  get id(): string {
    return this.frame.id;
  }

  /** The request as far as it is known before its body. */
  head(): CapturedRequest {
    return this.#capturedRequest(emptyBody);
  }

  facts(): ConnectionFacts {
    return this.frame.route.facts();
  }

  get over(): boolean {
    return this.#state !== null;
  }

  /** Bytes in this process that wait for either side to take them. */
  get waitingBytes(): number {
    return this.answer.writableLength + (this.upstream?.writableLength ?? 0);
  }

  /** Whether the client's connection ends with this exchange: it failed or was refused, or one side said so. */
  get isLast(): boolean {
    const { _last: last } = this.answer as ClientAnswer & { readonly _last: boolean };
    return this.#state !== "complete" || !this.answer.shouldKeepAlive || last;
  }

  /** The upstream's answer, once its head arrived. */
  get answered(): IncomingMessage | null {
    return this.#answered;
  }

  tapRequest(chunk: Uint8Array): void {
    this.#requestTap ??= new BodyTap(this.frame.captureLimitBytes, this.frame.budget, () =>
      this.frame.route.observed
        ? watchedBody(this.frame.watchBody, () => this.#capturedRequest(emptyBody))
        : null,
    );
    this.#requestTap.add(chunk);
  }

  /** Counts body bytes handed to the upstream request. */
  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** Whether the exchange lasts as long as its connection, which no longer speaks HTTP. */
  get switched(): boolean {
    return this.#switched !== null;
  }

  /** The upstream switched protocols: takes what the client sends from now on; null where nothing is read of it. */
  tapSwitched(): ((bytes: Uint8Array) => void) | null {
    if (!this.frame.route.observed) return null;
    const opened = watchedBody(this.frame.watchSwitched, () => this.head());
    this.#switched = opened;
    return opened === null ? null : (bytes) => opened.add(bytes);
  }

  answerHead(answered: IncomingMessage): void {
    this.#answered = answered;
    this.#answeredAtEpochMs = Date.now();
  }

  tapAnswer(chunk: Uint8Array): void {
    this.#answerTap ??= new BodyTap(this.frame.captureLimitBytes, this.frame.budget);
    this.#answerTap.add(chunk);
  }

  /** Ends the exchange when both messages are whole and the answer is out. */
  settleIfWhole(): void {
    if (this.requestEnded && this.answerSent) this.settle("complete", null);
  }

  /** Ends the exchange; the first end counts. */
  settle(state: ExchangeState, reason: string | null): void {
    if (this.#state !== null) return;
    this.#state = state;
    this.#reason = reason;
    this.#endedAtEpochMs = Date.now();
    this.frame.settled(this);
  }

  /** The client's connection closed before the answer was out. */
  clientGone(): void {
    if (this.switched) this.settle("complete", null);
    this.settle("aborted-by-client", "the client closed its connection");
    this.upstream?.destroy();
  }

  build(): CapturedExchange {
    const asked = this.#capturedRequest(this.#requestTap?.body() ?? emptyBody);
    const passed = this.#switched?.end() ?? null;
    const request = passed === null ? asked : { ...asked, switched: passed };
    const sent = this.#sentRequest(request.body.bytes);
    return {
      id: this.frame.id,
      request,
      response: this.#capturedResponse(),
      state: this.#state ?? "truncated",
      reason: this.#reason,
      ...(this.#state === null ? {} : { endedAtEpochMs: this.#endedAtEpochMs }),
      selfCheck: sent === null ? null : selfCheck(request, this.request.url ?? "", sent),
      ...(this.signing === null ? {} : { signing: this.signing }),
    };
  }

  release(): void {
    this.frame.budget.give(this.aheadBytes);
    this.aheadBytes = 0;
    this.#requestTap?.release();
    this.#answerTap?.release();
    if (this.engineContext !== null) letGo(this.engineContext);
    this.engineContext = null;
  }

  /** Null when the head never left: no connection was made, or it was refused. */
  #sentRequest(receivedBytes: number): SentRequest | null {
    const { upstream, outgoing } = this;
    if (upstream?._headerSent !== true || upstream.socket === null) return null;
    const head = outgoing === null ? upstream._header : outgoing.asItCame(upstream._header);
    // Behind a signature of ours the end of a body waits until the body is judged: of one that was broken off it never leaves.
    const waits = this.#state !== "complete" && (outgoing?.body ?? null) !== null;
    return { head, bodyBytes: waits ? receivedBytes : this.#sentBytes };
  }

  #capturedRequest(body: CapturedBody): CapturedRequest {
    const { request, frame } = this;
    const headers = rawHeaderPairs(this.rawHeaders);
    return {
      method: request.method ?? "",
      scheme: frame.route.scheme,
      authority: frame.route.absolute ?? hostHeader(this.rawHeaders),
      target: this.target,
      httpVersion: request.httpVersion,
      headers,
      body,
      connection: frame.route.facts(),
      receivedAtEpochMs: this.receivedAtEpochMs,
    };
  }

  #capturedResponse(): CapturedResponse | null {
    const answered = this.#answered;
    if (answered === null) return null;
    return {
      status: answered.statusCode ?? 0,
      reason: answered.statusMessage ?? "",
      headers: rawHeaderPairs(answered.rawHeaders),
      body: this.#answerTap?.body() ?? emptyBody,
      receivedAtEpochMs: this.#answeredAtEpochMs,
    };
  }
}

/**
 * Empties the engine's context of a request. V8 allocates a function literal that is assigned to a property in the old
 * generation, and whatever such a function reaches lives until the next full collection. The engine's filters are made of such
 * functions and reach the whole exchange: copied by two collections each, that is a tenth of the cost of a request.
 */
function letGo(context: object): void {
  for (const name in context) (context as Record<string, unknown>)[name] = undefined;
}

function hostHeader(rawHeaders: readonly string[]): string {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") return rawHeaders[index + 1] ?? "";
  }
  return "";
}
