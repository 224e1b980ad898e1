// Whether a request may go on: asked only where somebody insists on being asked, before a byte of it goes upstream.
import type { Exchange } from "./exchange.ts";
import { answerHttp } from "./refusal-answer.ts";
import type { UnderWayRequest } from "./running-proxy.ts";

/** Takes a request whose head has come; `then` is called once, with null or with why the request may not go on now. */
export type ForwardingGate = (request: UnderWayRequest, then: (refusal: string | null) => void) => void;

/** Lets an exchange go on, or answers it with 503 in its place. A client that has gone meanwhile is not carried. */
export function passGate(exchange: Exchange, gate: ForwardingGate, go: () => void): void {
  gate(exchange, (refusal) => {
    if (exchange.over) return;
    if (refusal === null) {
      go();
      return;
    }
    exchange.settle("refused", "refused:evidence-not-kept");
    exchange.request.resume();
    answerHttp(exchange.answer, 503, refusal);
  });
}
