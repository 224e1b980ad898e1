// One stream of an HTTP/2 connection as an exchange: what is tapped of it, how it ends, what is captured of it.
import type {
  CapturedBody,
  CapturedExchange,
  CapturedRequest,
  CapturedResponse,
  ConnectionFacts,
  ExchangeState,
  SelfCheck,
} from "../../http/captured-exchange.ts";
import { rawHeaderPairs } from "../../http/raw-headers.ts";
import type { Http2Request } from "../../interception/http2-request.ts";
import type { CaptureBudget } from "../body-tap.ts";
import { BodyTap, emptyBody } from "../body-tap.ts";
import type { WatchBody } from "../body-watching.ts";
import { watchedBody } from "../body-watching.ts";
import type { PendingCapture } from "../capture-queue.ts";
import type { Route } from "../route.ts";

/** What an exchange takes from the connection around it. */
export interface StreamFrame {
  readonly id: string;
  readonly route: Route;
  readonly budget: CaptureBudget;
  readonly captureLimitBytes: number;
  /** Opens a reader for the body of a request that is too long to be kept. */
  readonly watchBody: WatchBody;
  /** Bytes of the client's connection that went upstream so far. */
  readonly sentBytes: () => number;
  /** Called once, when the exchange is over. */
  readonly settled: (exchange: StreamExchange) => void;
}

/** A request and its answer on one stream. */
export class StreamExchange implements PendingCapture {
  readonly #request: Http2Request;
  readonly #frame: StreamFrame;
  readonly receivedAtEpochMs: number = Date.now();
  readonly #requestTap: BodyTap;
  readonly #answerTap: BodyTap;
  #answerHead: { status: number; rawHeaders: string[]; receivedAtEpochMs: number } | null = null;
  #requestEnded = false;
  #answerEnded = false;
  /** Where the request's last frame seen ends in the client's bytes. */
  #endsAtByte = 0;
  #end: { state: ExchangeState; reason: string | null; endedAtEpochMs: number } | null = null;

  constructor(request: Http2Request, frame: StreamFrame) {
    this.#request = request;
    this.#frame = frame;
    this.#requestTap = new BodyTap(frame.captureLimitBytes, frame.budget, () =>
      watchedBody(frame.watchBody, () => this.head()),
    );
    this.#answerTap = new BodyTap(frame.captureLimitBytes, frame.budget);
  }

  get id(): string {
    return this.#frame.id;
  }

  /** The request as far as it is known before its body. */
  head(): CapturedRequest {
    return this.#capturedRequest(emptyBody);
  }

  facts(): ConnectionFacts {
    return this.#frame.route.facts();
  }

  get over(): boolean {
    return this.#end !== null;
  }

  requestData(piece: Uint8Array): void {
    if (!this.over) this.#requestTap.add(piece);
  }

  /** Notes how far the client's bytes reach that belong to this request. */
  reaches(byte: number): void {
    if (!this.over) this.#endsAtByte = byte;
  }

  requestEnd(): void {
    this.#requestEnded = true;
    this.#settleIfWhole();
  }

  /** A header block of the answer: an informational head, the final one, or trailers. */
  answerBlock(list: readonly string[]): void {
    if (this.over || this.#answerHead !== null) return;
    const status = statusOf(list);
    if (status < 200) return;
    const rawHeaders = withoutPseudo(list);
    this.#answerHead = { status, rawHeaders, receivedAtEpochMs: Date.now() };
  }

  answerData(piece: Uint8Array): void {
    if (!this.over) this.#answerTap.add(piece);
  }

  /** The answer is whole. A request still on its way goes on until it is whole too, or its stream is reset. */
  answerEnd(): void {
    this.#answerEnded = true;
    this.#settleIfWhole();
  }

  /** Ends an exchange whose stream or connection broke off on the upstream's side. */
  broken(reason: string): void {
    if (this.#answerEnded)
      this.settle(
        "truncated",
        "early-answer: the upstream ended the stream before the whole request was sent",
      );
    else this.settle(this.#answerHead === null ? "upstream-error" : "truncated", reason);
  }

  /** Ends the exchange; the first end counts. */
  settle(state: ExchangeState, reason: string | null): void {
    if (this.#end !== null) return;
    this.#end = { state, reason, endedAtEpochMs: Date.now() };
    this.#frame.settled(this);
  }

  build(): CapturedExchange {
    return {
      id: this.#frame.id,
      request: this.#capturedRequest(this.#requestTap.body()),
      response: this.#capturedResponse(),
      state: this.#end?.state ?? "truncated",
      reason: this.#end?.reason ?? null,
      ...(this.#end === null ? {} : { endedAtEpochMs: this.#end.endedAtEpochMs }),
      selfCheck: this.#end?.state === "refused" ? null : this.#selfCheck(),
    };
  }

  #settleIfWhole(): void {
    if (this.#requestEnded && this.#answerEnded) this.settle("complete", null);
  }

  release(): void {
    this.#requestTap.release();
    this.#answerTap.release();
  }

  /** The very bytes that were received are sent, so the one thing that can differ is how many of them got that far. */
  #selfCheck(): SelfCheck | null {
    const unsentBytes = this.#endsAtByte - this.#frame.sentBytes();
    if (unsentBytes <= 0) return { equal: true, differences: [] };
    // Its connection was ended over another request.
    if (this.#end !== null && this.#end.state !== "complete") return null;
    return { equal: false, differences: [`the last ${unsentBytes} bytes were received and not sent`] };
  }

  #capturedRequest(body: CapturedBody): CapturedRequest {
    const { method, authority, target, rawHeaders } = this.#request;
    return {
      method,
      scheme: "https",
      authority,
      target,
      httpVersion: "2",
      headers: rawHeaderPairs(rawHeaders),
      body,
      connection: this.#frame.route.facts(),
      receivedAtEpochMs: this.receivedAtEpochMs,
    };
  }

  #capturedResponse(): CapturedResponse | null {
    const head = this.#answerHead;
    if (head === null) return null;
    const body = this.#answerTap.bytes === 0 ? emptyBody : this.#answerTap.body();
    const { status, receivedAtEpochMs } = head;
    return { status, reason: "", headers: rawHeaderPairs(head.rawHeaders), body, receivedAtEpochMs };
  }
}

function statusOf(list: readonly string[]): number {
  for (let index = 0; index + 1 < list.length; index += 2) {
    const value = list[index + 1] ?? "";
    if (list[index] === ":status") return /^\d{3}$/.test(value) ? Number(value) : 0;
  }
  return 0;
}

function withoutPseudo(list: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = list[index] ?? "";
    if (!name.startsWith(":")) kept.push(name, list[index + 1] ?? "");
  }
  return kept;
}
