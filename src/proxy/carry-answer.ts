// The answer's way back: its raw head, its body with the slower side setting the pace, its trailers, and its true end.
import type { IncomingMessage } from "node:http";
import { answerFraming } from "./answer-head.ts";
import { trailerPairs } from "./carry-request.ts";
import type { EngineFilter } from "./client-message.ts";
import { pipeToFilter } from "./client-message.ts";
import type { Exchange } from "./exchange.ts";
import { failExchange } from "./exchange-failure.ts";
import { flushHead } from "./flush-head.ts";
import { limits } from "./limits.ts";
import { isSlow, pauseFor } from "./slow-peers.ts";

/** Takes an answer's head. The engine then writes it through ClientAnswer, which reads the raw head from here. */
export function carryAnswerHead(exchange: Exchange, answered: IncomingMessage, forward: () => void): void {
  if (exchange.over || exchange.answer.headersSent) {
    answered.destroy();
    return;
  }
  const refusal = headRefusal(answered);
  if (refusal !== null) {
    failExchange(exchange, new Error(refusal));
    return;
  }
  if (answered.statusCode === 101) {
    // Node gives a 101 as an answer when its Connection header does not name the upgrade (RFC 9110, 7.8).
    failExchange(exchange, new Error("the upstream switched protocols without Connection: upgrade"));
    return;
  }
  exchange.answerHead(answered);
  exchange.frame.moved(exchange);
  exchange.answer.upstreamHead = answered;
  // The engine would build an object of merged headers, only for writeHead() to ignore it.
  answered.headers = {};
  answered.pipe = pipeAnswer as unknown as typeof answered.pipe;
  exchange.answer.on("finish", () => answerOut(exchange));
  setImmediate(sendHeadAlone, exchange);
  try {
    forward();
  } catch (error) {
    failExchange(exchange, error instanceof Error ? error : new Error("the answer's head could not be sent"));
  }
}

/** One function for all answers: a function literal that is assigned to a property outlives its request, see `letGo`. */
function pipeAnswer(this: IncomingMessage, filter: EngineFilter): EngineFilter {
  return pipeToFilter(this, filter);
}

/** Why an answer's head cannot go on as it is, or null: Node's parser also takes versions that have another framing. */
function headRefusal({ httpVersion, rawHeaders }: IncomingMessage): string | null {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return "the upstream's answer is not HTTP/1.1";
  return rawHeaders.length > limits.answerHeaderFields * 2
    ? "the upstream's answer has too many header fields"
    : null;
}

/** Node holds a head back for the first piece of its body; one whose body has not come by now goes alone. */
function sendHeadAlone({ answer }: Exchange): void {
  const { _headerSent: sent } = answer as typeof answer & { readonly _headerSent: boolean };
  if (answer.headersSent && !sent && !answer.destroyed) flushHead(answer);
}

/** Hands one piece of the body on; an upstream faster than its client is paused. */
export function carryAnswerData(exchange: Exchange, chunk: Uint8Array, forward: () => void): void {
  const { answer, answered } = exchange;
  if (exchange.over || answer.destroyed) return;
  exchange.frame.moved(exchange);
  exchange.tapAnswer(chunk);
  forward();
  if (answered !== null && isSlow(answer)) pauseFor(answered, answer, (room) => answer.once("drain", room));
}

/** Ends the answer, but only one that ended well upstream. */
export function carryAnswerEnd(exchange: Exchange, forward: () => void): void {
  const { answer, answered } = exchange;
  if (exchange.over || answered === null || answer.destroyed) return;
  if (!answered.complete || isBrokenOff(answered)) {
    failExchange(exchange, new Error("the upstream's answer was cut off"));
    return;
  }
  exchange.answerEnded = true;
  if (answered.rawTrailers.length > 0) answer.addTrailers(trailerPairs(answered.rawTrailers));
  forward();
}

/** Whether a reset ended a body that only the connection's end delimits: Node takes both for the end. */
function isBrokenOff(answered: IncomingMessage): boolean {
  return (answered.socket?.errored ?? null) !== null && !answerFraming(answered, true).delimited;
}

/** The whole answer is out. A request still on its way goes on if its upstream still listens. */
function answerOut(exchange: Exchange): void {
  if (!exchange.answerEnded) return;
  exchange.answerSent = true;
  exchange.settleIfWhole();
  const { upstream, request } = exchange;
  if (exchange.over || upstream === null) return;
  const early = (): void => {
    if (exchange.requestEnded) return;
    exchange.settle(
      "truncated",
      "early-answer: the upstream answered and closed before the whole request was sent",
    );
    request.resume();
    request.socket.destroySoon();
  };
  if (upstream.destroyed || upstream.socket?.destroyed === true || !upstream.shouldKeepAlive) early();
  else upstream.once("close", early);
}
