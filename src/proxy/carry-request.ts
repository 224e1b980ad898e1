// The request's way upstream: its exact head, its body with the slower side setting the pace, its trailers.
import type { ClientRequest, IncomingMessage, InformationEvent } from "node:http";
import type { Duplex } from "node:stream";
import type { RawHeaders } from "../http/raw-headers.ts";
import { rawHeaderPairs } from "../http/raw-headers.ts";
import type { BodyPieces } from "../interception/outgoing-body.ts";
import type { Exchange } from "./exchange.ts";
import { failExchange } from "./exchange-failure.ts";
import { limits } from "./limits.ts";
import { hasRawHeader, headText } from "./request-head.ts";
import { isSlow, pauseFor } from "./slow-peers.ts";
import type { LaneOptions, OutgoingInternals } from "./upstream-lane.ts";
import { whenDrained } from "./when-drained.ts";

/** Node would check, merge and complete real headers; the lane replaces the whole head, so it gets none of them. */
const placeholder: readonly string[] = ["Host", "upstream"];

/** What the engine gives to Node's request(), with what the lane needs. */
export function upstreamOptions(exchange: Exchange): Readonly<Record<string, unknown>> & LaneOptions {
  const { request, frame } = exchange;
  const { target, rawHeaders } = exchange.outgoing ?? {
    target: request.url ?? "",
    rawHeaders: exchange.rawHeaders,
  };
  const method = request.method ?? "";
  const chunked = hasRawHeader(rawHeaders, "transfer-encoding");
  return {
    method,
    path: target,
    host: "upstream",
    port: 1,
    headers: placeholder,
    agent: frame.route.lane,
    setHost: false,
    maxHeaderSize: limits.headBytes,
    exactHead: headText({ method, target, httpVersion: request.httpVersion, rawHeaders }),
    chunked,
    hasBody: chunked || hasRawHeader(rawHeaders, "content-length"),
  };
}

/** Follows an upstream request that was just made. */
export function followUpstream(exchange: Exchange, upstream: ClientRequest): void {
  exchange.upstream = upstream as ClientRequest & OutgoingInternals;
  upstream.on("information", (information) => forwardInformation(exchange, information));
  upstream.on("upgrade", (answered, socket, early) => switchProtocols(exchange, answered, socket, early));
}

/** A 101: the handshake is whole, and what follows is no longer HTTP. */
function switchProtocols(exchange: Exchange, answered: IncomingMessage, socket: Duplex, early: Buffer): void {
  const { switched } = exchange.answer;
  if (switched === null || exchange.over || exchange.answer.destroyed) {
    socket.destroy();
    failExchange(exchange, new Error("the upstream switched protocols unasked"));
    return;
  }
  exchange.answerHead(answered);
  const tap = exchange.tapSwitched();
  if (tap === null) exchange.settle("complete", null);
  switched({ answered, upstream: socket, early, tap });
}

/** Hands one piece of the body on; a client faster than its upstream is paused. */
export function carryRequestData(exchange: Exchange, chunk: Uint8Array, forward: () => void): void {
  const { upstream, request } = exchange;
  exchange.frame.moved(exchange);
  if (exchange.over || upstream === null || upstream.destroyed) return;
  const body = exchange.outgoing?.body ?? null;
  if (body === null) {
    forward();
    exchange.sent(chunk.length);
  } else if (!sendPieces(exchange, upstream, body.add(chunk))) return;
  // Behind the forwarding: what is read of the body never holds up its bytes.
  exchange.tapRequest(chunk);
  if (isSlow(upstream)) pauseFor(request, upstream, (room) => whenDrained(upstream, room));
}

/** Sends pieces of a body that is watched on its way; a broken one ends the exchange before its request is whole. */
function sendPieces(exchange: Exchange, upstream: ClientRequest, pieces: BodyPieces): boolean {
  if ("broken" in pieces) {
    failExchange(exchange, new Error(`not signed again: ${pieces.broken}`));
    return false;
  }
  for (const piece of pieces) {
    upstream.write(piece);
    exchange.sent(piece.length);
  }
  return true;
}

/** Ends the upstream request as the client ended its own, with the same trailers. */
export function carryRequestEnd(exchange: Exchange, forward: () => void): void {
  exchange.requestEnded = true;
  const { request, upstream } = exchange;
  if (!exchange.over && upstream !== null && !upstream.destroyed) {
    try {
      const body = exchange.outgoing?.body ?? null;
      if (body !== null && !sendPieces(exchange, upstream, body.end())) return;
      if (request.rawTrailers.length > 0) upstream.addTrailers(trailerPairs(request.rawTrailers));
      forward();
    } catch (error) {
      failExchange(exchange, error instanceof Error ? error : new Error("the trailers could not be sent"));
    }
  }
  exchange.settleIfWhole();
}

/** Trailers as Node takes them. */
export function trailerPairs(rawTrailers: readonly string[]): [string, string][] {
  const pairs: RawHeaders = rawHeaderPairs(rawTrailers);
  return pairs.map(([name, value]) => [name, value]);
}

/** Sends a 1xx on as it came: the client waits for it (Expect: 100-continue), or is told of what will follow. */
function forwardInformation(exchange: Exchange, information: InformationEvent): void {
  const answer = exchange.answer as typeof exchange.answer & {
    _writeRaw(text: string, encoding: string): boolean;
    _sent100: boolean;
  };
  if (information.statusCode === 101) {
    exchange.upstream?.destroy();
    failExchange(exchange, new Error("the upstream switched protocols unasked"));
    return;
  }
  exchange.informational += 1;
  if (exchange.informational > limits.informationalAnswers) {
    exchange.upstream?.destroy();
    failExchange(exchange, new Error("the upstream sent more than 16 informational answers"));
    return;
  }
  if (answer.headersSent || answer.destroyed || exchange.request.httpVersion === "1.0") return;
  let head = `HTTP/1.1 ${information.statusCode} ${information.statusMessage}\r\n`;
  for (const [name, value] of rawHeaderPairs(information.rawHeaders)) head += `${name}: ${value}\r\n`;
  answer._writeRaw(`${head}\r\n`, "latin1");
  if (information.statusCode === 100) answer._sent100 = true;
}
