// Upgrade inside a tunnel (WebSocket): the head goes out as it came, then both connections are joined byte for byte. Only
// the handshake is captured, and only an upstream can switch protocols.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { CapturedExchange, CapturedResponse, ExchangeState } from "../http/captured-exchange.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import { rawHeaderPairs } from "../http/raw-headers.ts";
import type { Plan } from "../interception/plan.ts";
import { refusePlan, requestPlan } from "../interception/plan.ts";
import { emptyBody } from "./body-tap.ts";
import type { PendingCapture } from "./capture-queue.ts";
import { limits } from "./limits.ts";
import { errorCode } from "./proxy-event.ts";
import { answerRaw } from "./refusal-answer.ts";
import { relayBothWays } from "./relay.ts";
import { hasRawHeader, headText } from "./request-head.ts";
import type { Route } from "./route.ts";
import { selfCheck } from "./self-check.ts";
import type { Surroundings } from "./upstream-dial.ts";
import { dial } from "./upstream-dial.ts";

/** What carrying an upgrade needs of the proxy around it. */
export interface UpgradeParts {
  readonly surroundings: Surroundings;
  readonly nextId: () => string;
  readonly capture: (pending: PendingCapture) => void;
}

/** An upgrade request as Node's server hands it over: `head` is what the client sent behind it. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Carries one upgrade request of a tunnel. */
export function carryUpgrade(upgrade: UpgradeRequest, route: Route, parts: UpgradeParts): void {
  const { request, socket } = upgrade;
  const handshake = new Handshake(request, route, parts);
  socket.on("error", () => socket.destroy());
  const plan = upgradePlan(request, route);
  if (plan.action === "refuse") {
    answerRaw(socket, plan.status, plan.message);
    handshake.over("refused", `refused:${plan.rule}`);
    return;
  }
  const secure = route.scheme === "https";
  const giveUp = dial(route.arrival().authority, secure, parts.surroundings, (error, upstream) => {
    if (upstream !== null && !socket.destroyed) {
      join(upgrade, upstream, handshake);
      return;
    }
    upstream?.destroy();
    answerRaw(socket, 502, `the upstream cannot be reached (${errorCode(error)})`);
    handshake.over("upstream-error", `no connection (${errorCode(error)})`);
  });
  socket.once("close", giveUp);
}

function upgradePlan(request: IncomingMessage, route: Route): Plan {
  const { method = "", url: target = "", httpVersion, rawHeaders } = request;
  if (hasRawHeader(rawHeaders, "content-length") || hasRawHeader(rawHeaders, "transfer-encoding")) {
    return refusePlan(501, { rule: "upgrade-body", message: "a request that upgrades must not have a body" });
  }
  return requestPlan({ method, target, httpVersion, rawHeaders }, route.arrival());
}

function join({ socket, head }: UpgradeRequest, upstream: Duplex, handshake: Handshake): void {
  upstream.write(handshake.sentHead, "latin1");
  if (head.length > 0) upstream.write(head);
  upstream.on("data", (chunk: Buffer) => handshake.read(chunk));
  upstream.once("close", () =>
    handshake.over("truncated", "the upstream closed before its answer's head was whole"),
  );
  relayBothWays(socket, upstream);
}

/** The handshake while it passes: the request's head, and the answer's head read from the raw bytes. */
class Handshake implements PendingCapture {
  readonly sentHead: string;
  readonly #request: IncomingMessage;
  readonly #route: Route;
  readonly #parts: UpgradeParts;
  readonly #receivedAtEpochMs: number = Date.now();
  #seen = "";
  #response: CapturedResponse | null = null;
  #end: { state: ExchangeState; reason: string | null } | null = null;

  constructor(request: IncomingMessage, route: Route, parts: UpgradeParts) {
    this.#request = request;
    this.#route = route;
    this.#parts = parts;
    const { method = "", url: target = "", httpVersion, rawHeaders } = request;
    this.sentHead = headText({ method, target, httpVersion, rawHeaders });
  }

  read(chunk: Buffer): void {
    if (this.#end !== null) return;
    this.#seen += chunk.toString("latin1");
    const end = this.#seen.indexOf("\r\n\r\n");
    if (end < 0 && this.#seen.length <= limits.headBytes) return;
    this.#response = end < 0 ? null : responseFrom(this.#seen.slice(0, end));
    this.#seen = "";
    if (this.#response === null) this.over("truncated", "the upstream's answer is not HTTP");
    else this.over("complete", null);
  }

  over(state: ExchangeState, reason: string | null): void {
    if (this.#end !== null) return;
    this.#end = { state, reason };
    this.#parts.capture(this);
  }

  build(): CapturedExchange {
    const { method = "", url: target = "", httpVersion } = this.#request;
    const headers = rawHeaderPairs(this.#request.rawHeaders);
    const request = {
      method,
      scheme: this.#route.scheme,
      authority: headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "",
      target,
      httpVersion,
      headers,
      body: emptyBody,
      connection: this.#route.facts(),
      receivedAtEpochMs: this.#receivedAtEpochMs,
    };
    const sent = this.#end?.state === "complete" || this.#end?.state === "truncated";
    return {
      id: this.#parts.nextId(),
      request,
      response: this.#response,
      state: this.#end?.state ?? "truncated",
      reason: this.#end?.reason ?? null,
      selfCheck: sent ? selfCheck(request, target, { head: this.sentHead, bodyBytes: 0 }) : null,
    };
  }

  release(): void {
    this.#seen = "";
  }
}

function responseFrom(head: string): CapturedResponse | null {
  const [firstLine = "", ...lines] = head.split("\r\n");
  const parts = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(firstLine);
  if (parts === null) return null;
  const headers = lines.map((line): RawHeader => {
    const colon = line.indexOf(":");
    return [line.slice(0, Math.max(colon, 0)), line.slice(colon + 1).trim()];
  });
  const body = emptyBody;
  return { status: Number(parts[1]), reason: parts[2] ?? "", headers, body, receivedAtEpochMs: Date.now() };
}
