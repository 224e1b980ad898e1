// Requests to the proxy port as to an endpoint of AWS (--endpoint-mode): verified, signed again for the host that is meant, carried
// there; or refused.
import type { CapturedBody, CapturedRequest } from "../http/captured-exchange.ts";
import type { EndpointDecision } from "../interception/endpoint-plan.ts";
import type { EndpointHost } from "../interception/own-endpoint.ts";
import { endpointHost } from "../interception/own-endpoint.ts";
import { requestRefusal } from "../interception/request-rules.ts";
import type { Acceptance } from "./accept-request.ts";
import { exchangeFrame } from "./accept-request.ts";
import { readBodyAhead } from "./body-ahead.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ClientAnswer, ClientMessage } from "./client-message.ts";
import { Exchange } from "./exchange.ts";
import { outgoingRequest } from "./outgoing-request.ts";
import { answerHttp } from "./refusal-answer.ts";
import { EndpointRoute } from "./route.ts";

/** The endpoint that the proxy port is. */
export interface OwnEndpoint {
  /** Decides one request; `body` is null until the decision asks for it. The head's body is empty. */
  readonly decide: (
    head: CapturedRequest,
    body: CapturedBody | null,
    addressed: EndpointHost,
  ) => EndpointDecision;
  /** Whether other names than those of loopback mean it. */
  readonly anyName: boolean;
  /** The port it listens on. */
  readonly port: () => number;
}

/** Takes a request in origin form. */
export function acceptAtEndpoint(
  connection: ClientConnection,
  request: ClientMessage,
  answer: ClientAnswer,
  { acceptance, endpoint }: { readonly acceptance: Acceptance; readonly endpoint: OwnEndpoint },
): void {
  connection.submit(request, () => {
    const route = endpointRoute(connection, acceptance);
    const exchange = new Exchange(
      request,
      answer,
      request.url ?? "",
      exchangeFrame(connection, route, acceptance),
    );
    connection.carry(exchange);
    acceptance.started(exchange);
    const head = exchange.head();
    const refusal = requestRefusal({
      method: head.method,
      target: head.target,
      httpVersion: head.httpVersion,
      rawHeaders: exchange.rawHeaders,
    });
    const addressed = endpointHost(head.authority, { port: endpoint.port(), anyName: endpoint.anyName });
    if (refusal !== null) refuse(exchange, 400, refusal.rule, refusal.message);
    else if (addressed === null)
      refuse(exchange, 421, "authority-mismatch", "the Host header names another host than this endpoint");
    else
      decideAndCarry({
        exchange,
        route,
        acceptance,
        decide: (body) => endpoint.decide(head, body, addressed),
      });
  });
}

interface Deciding {
  readonly exchange: Exchange;
  readonly route: EndpointRoute;
  readonly acceptance: Acceptance;
  readonly decide: (body: CapturedBody | null) => EndpointDecision;
}

function decideAndCarry(deciding: Deciding): void {
  const decision = decided(deciding, null);
  if (decision.action !== "await-body") {
    carryOut(deciding, decision);
    return;
  }
  readBodyAhead(deciding.exchange, (body) => {
    if (deciding.exchange.over) return;
    carryOut(deciding, body === null ? tooLong : decided(deciding, body));
  });
}

const tooLong: EndpointDecision = {
  action: "refuse",
  reason: "its body is longer than what is held to hash it before it goes on",
};

function decided({ decide }: Deciding, body: CapturedBody | null): EndpointDecision {
  try {
    return decide(body);
  } catch {
    return { action: "refuse", reason: "deciding about it failed" };
  }
}

function carryOut({ exchange, route, acceptance }: Deciding, decision: EndpointDecision): void {
  if (decision.action !== "sign") {
    const reason = decision.action === "refuse" ? decision.reason : "its body was not enough";
    exchange.signing = { signedBy: null, left: reason };
    refuse(exchange, 403, "not-signed-again", `this endpoint did not sign the request again: ${reason}`);
    return;
  }
  exchange.outgoing = outgoingRequest(decision.signed);
  exchange.signing = { signedBy: decision.signed.source, left: null, host: decision.host };
  route.turnTo(decision.host);
  acceptance.engine.carry(exchange);
}

function refuse(exchange: Exchange, status: number, rule: string, message: string): void {
  exchange.settle("refused", `refused:${rule}`);
  exchange.request.resume();
  answerHttp(exchange.answer, status, message);
}

function endpointRoute(connection: ClientConnection, { surroundings }: Acceptance): EndpointRoute {
  const { route: latest } = connection;
  if (latest instanceof EndpointRoute) return latest;
  const route = new EndpointRoute(connection.socket, surroundings);
  connection.turnTo(route);
  return route;
}
