// A request as it arrives: planned by the core, then carried or refused. Both servers come here, inside tunnels and outside.
import type { Authority } from "../interception/authority.ts";
import { isAuthority, parseAuthority } from "../interception/authority.ts";
import type { DestinationPolicy } from "../interception/destination.ts";
import { destinationFor } from "../interception/destination.ts";
import { requestPlan } from "../interception/plan.ts";
import type { CaptureBudget } from "./body-tap.ts";
import type { WatchBody } from "./body-watching.ts";
import type { DecideSigning } from "./carry-signed.ts";
import { carrySigned } from "./carry-signed.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { ClientAnswer, ClientMessage } from "./client-message.ts";
import type { Engine } from "./engine.ts";
import { Exchange } from "./exchange.ts";
import type { ProxyLog } from "./proxy-event.ts";
import { answerHttp } from "./refusal-answer.ts";
import type { Route } from "./route.ts";
import { clearRoute } from "./route.ts";
import type { Surroundings } from "./upstream-dial.ts";

/** What accepting a request needs of the proxy around it. */
export interface Acceptance {
  readonly engine: Engine;
  readonly policy: () => DestinationPolicy;
  readonly surroundings: Surroundings;
  readonly budget: CaptureBudget;
  readonly captureLimitBytes: number;
  readonly watchBody: WatchBody;
  readonly watchSwitched: WatchBody;
  /** Decides which requests are signed again; null where none are. */
  readonly decideSigning: DecideSigning | null;
  readonly nextId: () => string;
  readonly started: (exchange: Exchange) => void;
  readonly moved: (exchange: Exchange) => void;
  readonly settled: (exchange: Exchange) => void;
  readonly log: ProxyLog;
}

/** Takes a request that came through a tunnel. */
export function acceptTunnelled(
  connection: ClientConnection,
  request: ClientMessage,
  answer: ClientAnswer,
  acceptance: Acceptance,
): void {
  const { route } = connection;
  if (route === null) throw new Error("this is a bug: a tunnel without a route");
  connection.submit(request, () =>
    begin(
      connection,
      new Exchange(request, answer, request.url ?? "", exchangeFrame(connection, route, acceptance)),
      acceptance,
    ),
  );
}

/** Takes a request that came to the proxy port itself: only `http://host/path` is a request for a proxy. */
export function acceptInTheClear(
  connection: ClientConnection,
  request: ClientMessage,
  answer: ClientAnswer,
  acceptance: Acceptance,
): void {
  if (acceptance.surroundings.outgoing?.isOtherEndOf(connection.socket)) {
    refuseHere(connection, request, answer, { acceptance, refusal: loop });
    return;
  }
  const target = request.url ?? "";
  const parts = /^http:\/\/([^/?#]*)(.*)$/i.exec(target);
  const authority = parts === null ? notForAProxy : absoluteAuthority(parts[1] ?? "");
  if ("status" in authority) {
    refuseHere(connection, request, answer, { acceptance, refusal: authority });
    return;
  }
  const destination = destinationFor(authority, acceptance.policy());
  if (destination.action === "refuse") {
    const refusal = { status: 403, event: "destination-refused", message: destination.reason };
    refuseHere(connection, request, answer, { acceptance, refusal });
    return;
  }
  const path = parts?.[2] ?? "";
  connection.submit(request, () => {
    const route = routeTo(connection, authority, destination.action === "intercept", acceptance);
    const exchange = new Exchange(request, answer, target, exchangeFrame(connection, route, acceptance));
    request.url = path.startsWith("/") ? path : `/${path}`;
    exchange.rawHeaders = withoutProxyHeaders(request.rawHeaders);
    begin(connection, exchange, acceptance);
  });
}

/** A request that is none for a proxy, or not for this one. */
interface ClearRefusal {
  readonly status: number;
  readonly event: string;
  readonly message: string;
}

const notForAProxy: ClearRefusal = { status: 400, event: "not-for-a-proxy", message: "this port is a proxy" };

const loop: ClearRefusal = {
  status: 508,
  event: "loop",
  message: "this connection comes from countersign itself",
};

function absoluteAuthority(text: string): Authority | ClearRefusal {
  const authority = parseAuthority(text, 80);
  return isAuthority(authority)
    ? authority
    : { status: 400, event: "bad-authority", message: authority.refused };
}

function begin(connection: ClientConnection, exchange: Exchange, acceptance: Acceptance): void {
  const {
    request,
    rawHeaders,
    frame: { route },
  } = exchange;
  connection.carry(exchange);
  acceptance.started(exchange);
  const head = {
    method: request.method ?? "",
    target: request.url ?? "",
    httpVersion: request.httpVersion,
    rawHeaders,
  };
  const plan = requestPlan(head, route.arrival());
  if (plan.action === "forward") {
    const { engine, decideSigning } = acceptance;
    if (decideSigning === null) engine.carry(exchange);
    else carrySigned(exchange, engine, decideSigning);
    return;
  }
  exchange.settle("refused", `refused:${plan.rule}`);
  request.resume();
  answerHttp(exchange.answer, plan.status, plan.message);
}

/** What an exchange of a connection takes from the proxy around it. */
export function exchangeFrame(
  connection: ClientConnection,
  route: Route,
  acceptance: Acceptance,
): Exchange["frame"] {
  return {
    id: acceptance.nextId(),
    route,
    budget: acceptance.budget,
    captureLimitBytes: acceptance.captureLimitBytes,
    watchBody: acceptance.watchBody,
    watchSwitched: acceptance.watchSwitched,
    moved: acceptance.moved,
    settled: (exchange) => {
      acceptance.settled(exchange);
      connection.settled(exchange);
    },
  };
}

/** Refuses a request in its turn; nothing behind it is carried. */
function refuseHere(
  connection: ClientConnection,
  request: ClientMessage,
  answer: ClientAnswer,
  { acceptance, refusal }: { acceptance: Acceptance; refusal: ClearRefusal },
): void {
  const { status, event, message } = refusal;
  acceptance.log({ level: "warn", event, message });
  connection.submit(request, () => {
    connection.finish();
    request.resume();
    answerHttp(answer, status, message);
  });
}

/** The lane of the latest request serves the next one to the same place. */
function routeTo(
  connection: ClientConnection,
  authority: Authority,
  observed: boolean,
  { surroundings }: Acceptance,
): Route {
  const latest = connection.route;
  if (latest !== null && latest.absolute !== null && sameAuthority(latest.arrival().authority, authority))
    return latest;
  const route = clearRoute(connection.socket, authority, observed, surroundings);
  connection.turnTo(route);
  return route;
}

function sameAuthority(one: Authority, other: Authority): boolean {
  return one.host === other.host && one.port === other.port;
}

/** Two headers are addressed to the proxy itself and end here (RFC 9110, 11.7.2); no signature covers them. */
function withoutProxyHeaders(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!/^proxy-(?:connection|authorization)$/i.test(name)) kept.push(name, rawHeaders[index + 1] ?? "");
  }
  return kept;
}
