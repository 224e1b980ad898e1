// A request that may be signed again before it goes on: decided from its head, or, where the signature needs it, from its body, which
// is then read first. Whatever goes wrong here, the request goes as it came.
import type { CapturedBody, CapturedRequest } from "../http/captured-exchange.ts";
import { sha256Hex } from "../http/digest.ts";
import type { ResignDecision } from "../interception/resign-plan.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { limits } from "./limits.ts";
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
  readBody(exchange, (body) => {
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

/** Reads a body ahead, as far as there is room for it; `then` gets null for one that is longer. What was read is carried first. */
function readBody(exchange: Exchange, then: (body: CapturedBody | null) => void): void {
  const { request, answer, frame } = exchange;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const stop = (): void => {
    request.removeListener("data", take);
    request.removeListener("end", whole);
    request.removeListener("close", stop);
    frame.budget.give(bytes);
  };
  const done = (ended: boolean): void => {
    stop();
    request.pause();
    const content = Buffer.concat(pieces);
    request.held = { bytes: content, ended };
    then(ended ? { bytes: content.length, sha256Hex: sha256Hex(content), content } : null);
  };
  const take = (chunk: Uint8Array): void => {
    frame.moved(exchange);
    pieces.push(chunk);
    const room = bytes + chunk.length <= limits.signedBodyBytes && frame.budget.take(chunk.length);
    if (room) bytes += chunk.length;
    else done(false);
  };
  const whole = (): void => done(true);
  request.on("data", take);
  request.once("end", whole);
  request.once("close", stop);
  // Its upstream is asked only when the body is here, so the client need not wait for a word from there.
  if (request.headers.expect !== undefined) answer.writeContinue();
}
