// A request that may be signed again before it goes on: decided from its head, or, where the signature needs it, from its body, which
// is then read first. Whatever goes wrong here, the request goes as it came.
import type { CapturedBody, CapturedRequest } from "../http/captured-exchange.ts";
import type { ResignDecision } from "../interception/resign-plan.ts";
import { readBodyAhead } from "./body-ahead.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { outgoingRequest } from "./outgoing-request.ts";

/** Decides one request; `body` is null until the decision asks for it. The head's body is empty. */
export type DecideSigning = (head: CapturedRequest, body: CapturedBody | null) => ResignDecision;

/** Carries a request, signed again where that is decided. */
export function carrySigned(exchange: Exchange, engine: Engine, decide: DecideSigning): void {
  const decision = decided(exchange, decide, null);
  if (decision.action !== "await-body") {
    carryDecided(exchange, engine, decision);
    return;
  }
  readBodyAhead(exchange, (body) => {
    if (exchange.over) return;
    const late: ResignDecision = body === null ? tooLong : decided(exchange, decide, body);
    carryDecided(exchange, engine, late);
  });
}

const tooLong: ResignDecision = {
  action: "leave",
  reason: "its body is longer than what is held to hash it before it goes on",
};
const failed: ResignDecision = { action: "leave", reason: "signing it again failed" };

function decided(exchange: Exchange, decide: DecideSigning, body: CapturedBody | null): ResignDecision {
  try {
    return decide(exchange.head(), body);
  } catch {
    return failed;
  }
}

function carryDecided(exchange: Exchange, engine: Engine, decision: ResignDecision): void {
  if (decision.action === "sign") {
    exchange.outgoing = outgoingRequest(decision.signed);
    exchange.signing = { signedBy: decision.signed.source, left: null };
  } else if (decision.action === "leave" && decision.reason !== null) {
    exchange.signing = { signedBy: null, left: decision.reason };
  }
  engine.carry(exchange);
}
