// How an exchange ends when its upstream fails: never as a message that looks whole.
import { answerFraming } from "./answer-head.ts";
import type { Exchange } from "./exchange.ts";
import { errorCode } from "./proxy-event.ts";
import { answerHttp } from "./refusal-answer.ts";
import { explainTlsFailure, UpstreamTlsError } from "./tls-failure.ts";

/**
 * Ends an exchange after an upstream's failure. Before the answer's head the client gets a 502 with a plain reason, or a
 * reset where a kept-alive connection was closed under the request, as it would have seen without a proxy. After the
 * head the connection is closed, so that what was cut off upstream is cut off here; where only the connection's end tells
 * the end of the body, it is reset, because a client would take a close for the end.
 */
export function failExchange(exchange: Exchange, error: Error): void {
  if (exchange.over) return;
  const { answer, request, upstream } = exchange;
  // Behind an answer that is whole came bytes of no answer: Node's parser has closed the connection, and the answer is still to end.
  if (exchange.answered?.complete === true && errorCode(error).startsWith("HPE_")) return;
  const reason = plainReason(error);
  if (exchange.answerEnded) {
    // The whole answer is on its way to the client; only the rest of the request has nowhere to go.
    upstream?.destroy();
    return;
  }
  if (answer.headersSent) {
    exchange.settle("truncated", reason);
    if (endsWithConnection(exchange)) request.socket.resetAndDestroy();
    else request.socket.destroy();
  } else {
    exchange.settle("upstream-error", reason);
    if (isKeepAliveRace(exchange, error)) request.socket.destroy();
    else {
      answerHttp(answer, 502, reason);
      // A client that is still sending gets to the answer only when what it sends is read.
      request.resume();
    }
  }
  upstream?.destroy();
}

function endsWithConnection({ answered }: Exchange): boolean {
  return answered !== null && !answerFraming(answered, true).delimited;
}

function isKeepAliveRace(exchange: Exchange, error: Error): boolean {
  const code = errorCode(error);
  return exchange.upstream?.reusedSocket === true && (code === "ECONNRESET" || code === "EPIPE");
}

const knownReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the upstream refused the connection",
  ECONNRESET: "the upstream closed the connection without an answer",
  EPIPE: "the upstream closed the connection without an answer",
  ENOTFOUND: "the upstream's name could not be resolved",
  EAI_AGAIN: "the upstream's name could not be resolved now",
  ETIMEDOUT: "the upstream could not be reached in time",
  EHOSTUNREACH: "the upstream's host cannot be reached",
  ENETUNREACH: "the upstream's network cannot be reached",
};

/** A reason for people: a known sentence with Node's code, or our own text; never what a peer sent. */
function plainReason(error: Error): string {
  const code = errorCode(error);
  if (error instanceof UpstreamTlsError) return error.message;
  const known = knownReasons[code];
  if (known !== undefined) return `${known} (${code})`;
  // A server that misses our certificate says so only after the handshake (TLS 1.3).
  const afterHandshake = explainTlsFailure(error, "", null);
  if (afterHandshake !== null) return afterHandshake.message;
  if (code.startsWith("HPE_")) return `the upstream's answer is not HTTP (${code})`;
  if (code === "ERR_DESTINATION_REFUSED" || code === "ERR_UPSTREAM_PROXY" || code === "Error")
    return error.message;
  return `the upstream failed (${code})`;
}
