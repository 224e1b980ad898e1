// http-mitm-proxy as the engine that carries each request, with its seams in our hands: it makes the upstream request,
// pairs it with the client's and pipes the bodies; what it would do to bytes, errors, files and the console is overridden.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCallback, IContext } from "http-mitm-proxy";
import { Proxy as MitmProxy } from "http-mitm-proxy";
import { carryAnswerData, carryAnswerEnd, carryAnswerHead } from "./carry-answer.ts";
import { carryRequestData, carryRequestEnd, followUpstream, upstreamOptions } from "./carry-request.ts";
import { ClientAnswer, ClientMessage } from "./client-message.ts";
import type { Exchange } from "./exchange.ts";
import { failExchange } from "./exchange-failure.ts";
import type { ForwardingGate } from "./forwarding-gate.ts";
import { passGate } from "./forwarding-gate.ts";
import type { ProxyLog } from "./proxy-event.ts";
import { errorCode } from "./proxy-event.ts";

type ChunkCallback = (error: Error | null, chunk: Uint8Array) => void;

/** The engine. Requests enter by carry(); the outer server hands it CONNECT through its own handler. */
export class Engine extends MitmProxy {
  readonly #log: ProxyLog;
  readonly #gate: ForwardingGate | null;
  #starting: Exchange | null = null;

  constructor(log: ProxyLog, gate: ForwardingGate | null = null) {
    super();
    this.#log = log;
    this.#gate = gate;
    // What listen() would set; ours binds no port and writes no certificate authority to the disk.
    this.options = {};
    this.keepAlive = true;
    this.sslServers = Object.create(null) as typeof this.sslServers;
    this.connectRequests = Object.create(null) as typeof this.connectRequests;
  }

  /** Sends one request upstream and its answer back, once the gate lets it, where there is one. */
  carry(exchange: Exchange): void {
    const gate = this.#gate;
    if (gate === null || !exchange.frame.route.observed) this.#carryNow(exchange);
    else passGate(exchange, gate, () => this.#carryNow(exchange));
  }

  /** Everything until the upstream request exists is synchronous. */
  #carryNow(exchange: Exchange): void {
    this.#starting = exchange;
    exchange.request.exchange = exchange;
    // The engine would copy every merged header into options that we replace; it needs a Host to go on, no more.
    exchange.request.headers = { host: "upstream" };
    try {
      this._onHttpServerRequest(
        exchange.frame.route.lane.protocol === "https:",
        exchange.request,
        exchange.answer,
      );
    } catch (error) {
      failExchange(exchange, error instanceof Error ? error : new Error("the request could not be made"));
    }
    this.#starting = null;
  }

  override listen(): this {
    throw new Error("this is a bug: the engine does not listen");
  }

  override _onHttpServerRequest(isSSL: boolean, request: IncomingMessage, answer: ServerResponse): void {
    if (!(request instanceof ClientMessage) || !(answer instanceof ClientAnswer)) {
      throw new Error("this is a bug: a message of another server");
    }
    super._onHttpServerRequest(isSSL, request, answer);
  }

  override _onRequest(ctx: IContext, callback: ErrorCallback): void {
    const exchange = this.#starting;
    if (exchange === null) throw new Error("this is a bug: no exchange is starting");
    exchange.engineContext = ctx;
    ctx.proxyToServerRequestOptions = upstreamOptions(
      exchange,
    ) as unknown as IContext["proxyToServerRequestOptions"];
    callback();
    if (ctx.proxyToServerRequest !== undefined) followUpstream(exchange, ctx.proxyToServerRequest);
  }

  override _onRequestHeaders(_ctx: IContext, callback: ErrorCallback): void {
    callback();
  }

  override _onRequestData(ctx: IContext, chunk: Uint8Array, callback: ChunkCallback): void {
    const exchange = exchangeOf(ctx);
    if (exchange !== null) carryRequestData(exchange, chunk, () => callback(null, chunk));
  }

  override _onRequestEnd(ctx: IContext, callback: ErrorCallback): void {
    const exchange = exchangeOf(ctx);
    if (exchange !== null) carryRequestEnd(exchange, () => callback(null));
  }

  override _onResponse(ctx: IContext, callback: ErrorCallback): void {
    const exchange = exchangeOf(ctx);
    const answered = ctx.serverToProxyResponse;
    if (exchange !== null && answered !== undefined) carryAnswerHead(exchange, answered, () => callback());
  }

  override _onResponseHeaders(_ctx: IContext, callback: ErrorCallback): void {
    callback();
  }

  override _onResponseData(ctx: IContext, chunk: unknown, callback: ErrorCallback): void {
    const exchange = exchangeOf(ctx);
    if (exchange !== null) carryAnswerData(exchange, chunk as Uint8Array, () => callback(null, chunk));
  }

  override _onResponseEnd(ctx: IContext, callback: ErrorCallback): void {
    const exchange = exchangeOf(ctx);
    if (exchange !== null) carryAnswerEnd(exchange, () => callback(null));
  }

  override _onError(kind: string, ctx: IContext | null, error: Error): void {
    // An emptied context is one whose exchange is over.
    if (ctx !== null && ctx.clientToProxyRequest === undefined) return;
    const exchange = ctx === null ? this.#starting : exchangeOf(ctx);
    if (exchange !== null) failExchange(exchange, error);
    else this.#log({ level: "warn", event: "engine-error", message: kind, code: errorCode(error) });
  }

  override _onSocketError(_description: string, error: NodeJS.ErrnoException): void {
    this.#log({
      level: "debug",
      event: "client-reset",
      message: "a client's connection broke",
      code: errorCode(error),
    });
  }
}

function exchangeOf(ctx: IContext): Exchange | null {
  const request = ctx.clientToProxyRequest;
  return request instanceof ClientMessage ? request.exchange : null;
}
