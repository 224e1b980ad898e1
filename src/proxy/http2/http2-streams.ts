// The streams of one HTTP/2 connection, read from the bytes that pass both ways: each request is judged when its head is
// whole, and each stream is an exchange of its own.
import { http2Plan, http2Request } from "../../interception/http2-request.ts";
import type { RefusePlan } from "../../interception/plan.ts";
import type { CaptureBudget } from "../body-tap.ts";
import type { WatchBody } from "../body-watching.ts";
import { limits } from "../limits.ts";
import type { Route } from "../route.ts";
import type { FrameFailure } from "./frame-reader.ts";
import { FrameReader } from "./frame-reader.ts";
import type { BlockFailure } from "./header-decoder.ts";
import { HeaderDecoder } from "./header-decoder.ts";
import { StreamExchange } from "./stream-exchange.ts";

/** What exchanges need of the proxy around them. */
export interface Http2Capture {
  readonly nextId: () => string;
  /** Told of a request that goes on, before its answer. */
  readonly opened: (exchange: StreamExchange) => void;
  readonly capture: (exchange: StreamExchange) => void;
  readonly budget: CaptureBudget;
  readonly captureLimitBytes: number;
  readonly watchBody: WatchBody;
}

/** Why a client's bytes must not go on. */
export type ClientFault =
  | {
      readonly kind: "connection";
      readonly reason: Exclude<FrameFailure, "stopped"> | BlockFailure | "too-many-streams";
    }
  | { readonly kind: "request"; readonly streamId: number; readonly plan: RefusePlan };

interface BlockKind {
  readonly endStream: boolean;
  readonly push: boolean;
}

/** Reads both directions of a connection. */
export class Http2Streams {
  readonly #route: Route;
  readonly #capture: Http2Capture;
  readonly #sentBytes: () => number;
  readonly #open = new Map<number, StreamExchange>();
  readonly #requests: FrameReader;
  readonly #answers: FrameReader;
  readonly #requestHeaders = new HeaderDecoder();
  readonly #answerHeaders = new HeaderDecoder();
  #latestStreamId = 0;
  #fault: ClientFault | null = null;
  #answersReadable = true;
  #whenIdle: () => void = () => undefined;

  /** `sentBytes` tells how many of the client's bytes went upstream. */
  constructor(route: Route, capture: Http2Capture, sentBytes: () => number) {
    this.#route = route;
    this.#capture = capture;
    this.#sentBytes = sentBytes;
    const requests = {
      block: (streamId: number, block: Uint8Array, kind: BlockKind) =>
        this.#requestBlock(streamId, block, kind),
      data: (streamId: number, piece: Uint8Array) => this.#requestData(streamId, piece),
      ended: (streamId: number) => this.#open.get(streamId)?.requestEnd(),
      reset: (streamId: number) =>
        this.#open.get(streamId)?.settle("aborted-by-client", "the client reset the stream"),
    };
    const answers = {
      block: (streamId: number, block: Uint8Array, kind: BlockKind) =>
        this.#answerBlock(streamId, block, kind),
      data: (streamId: number, piece: Uint8Array) => this.#open.get(streamId)?.answerData(piece),
      ended: (streamId: number) => this.#open.get(streamId)?.answerEnd(),
      reset: (streamId: number, errorCode: number) =>
        this.#open.get(streamId)?.broken(`the upstream reset the stream (error ${errorCode})`),
    };
    this.#requests = new FrameReader(requests, true);
    this.#answers = new FrameReader(answers, false);
  }

  /** How many requests are under way. */
  get openStreams(): number {
    return this.#open.size;
  }

  /** The highest stream a client opened; 0 before the first. */
  get latestStreamId(): number {
    return this.#latestStreamId;
  }

  /** Bytes at the end of the client's that must wait until what they begin is whole. */
  get heldBytes(): number {
    return this.#requests.heldBytes;
  }

  /** Whether a frame of our own could follow the answers' bytes that went to the client. */
  get atAnswerBoundary(): boolean {
    return this.#answersReadable && this.#answers.atBoundary;
  }

  /** Reads bytes of the client. A fault means that none of them, and nothing after them, may go on. */
  readRequests(chunk: Uint8Array): ClientFault | null {
    this.#requests.read(chunk);
    const { failure } = this.#requests;
    if (failure === null) return null;
    return this.#fault ?? { kind: "connection", reason: failure === "stopped" ? "protocol" : failure };
  }

  /** Reads bytes that went to the client. What cannot be read is no longer captured; the traffic goes on. */
  readAnswers(chunk: Uint8Array): void {
    if (!this.#answersReadable) return;
    this.#answers.read(chunk);
    if (this.#answers.failure === null) return;
    this.#answersReadable = false;
    this.breakAll("the upstream's frames cannot be read as HTTP/2");
  }

  /** The client's connection closed: whatever is open was given up by it. */
  clientGone(): void {
    for (const exchange of this.#exchanges()) {
      exchange.settle("aborted-by-client", "the client closed its connection");
    }
  }

  /** The upstream's side ended: whatever is open is broken off. */
  breakAll(reason: string): void {
    for (const exchange of this.#exchanges()) exchange.broken(reason);
  }

  /** Called once, as soon as no request is under way. */
  onIdle(then: () => void): void {
    if (this.#open.size === 0) then();
    else this.#whenIdle = then;
  }

  #exchanges(): StreamExchange[] {
    return [...this.#open.values()];
  }

  #requestBlock(streamId: number, block: Uint8Array, { endStream, push }: BlockKind): boolean {
    const list = this.#requestHeaders.decode(block);
    if (typeof list === "string") return this.#stop({ kind: "connection", reason: list });
    if (push || streamId % 2 === 0) return this.#stop({ kind: "connection", reason: "protocol" });
    if (streamId > this.#latestStreamId) return this.#newStream(streamId, list, endStream);
    // Trailers, of a stream that is open or was; they are not captured, as over HTTP/1.1. A request's head is none: RFC 9113, 8.1.
    if (list.some((name, at) => at % 2 === 0 && name.startsWith(":")))
      return this.#stop({ kind: "connection", reason: "protocol" });
    const known = this.#open.get(streamId);
    known?.reaches(this.#requests.readBytes);
    if (endStream) known?.requestEnd();
    return true;
  }

  #newStream(streamId: number, list: readonly string[], endStream: boolean): boolean {
    if (this.#open.size >= limits.http2Streams) {
      return this.#stop({ kind: "connection", reason: "too-many-streams" });
    }
    this.#latestStreamId = streamId;
    const request = http2Request(list);
    const { nextId, opened, capture, budget, captureLimitBytes, watchBody } = this.#capture;
    const exchange = new StreamExchange(request, {
      id: nextId(),
      route: this.#route,
      budget,
      captureLimitBytes,
      watchBody,
      sentBytes: this.#sentBytes,
      settled: () => {
        this.#forget(streamId);
        capture(exchange);
      },
    });
    const plan = http2Plan(request, this.#route.arrival());
    if (plan.action === "refuse") {
      exchange.settle("refused", `refused:${plan.rule}`);
      return this.#stop({ kind: "request", streamId, plan });
    }
    this.#open.set(streamId, exchange);
    opened(exchange);
    exchange.reaches(this.#requests.readBytes);
    if (endStream) exchange.requestEnd();
    return true;
  }

  #requestData(streamId: number, piece: Uint8Array): void {
    const exchange = this.#open.get(streamId);
    exchange?.requestData(piece);
    exchange?.reaches(this.#requests.readBytes);
  }

  #answerBlock(streamId: number, block: Uint8Array, { endStream, push }: BlockKind): boolean {
    const list = this.#answerHeaders.decode(block);
    if (typeof list === "string") return false;
    const exchange = push ? undefined : this.#open.get(streamId);
    exchange?.answerBlock(list);
    if (endStream) exchange?.answerEnd();
    return true;
  }

  #stop(fault: ClientFault): false {
    this.#fault = fault;
    return false;
  }

  #forget(streamId: number): void {
    this.#open.delete(streamId);
    if (this.#open.size > 0) return;
    const then = this.#whenIdle;
    this.#whenIdle = () => undefined;
    then();
  }
}
