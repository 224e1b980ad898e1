// One request through the proxy while one fault happens at one place, and what each side saw of it.
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { CapturedExchange } from "../../../src/http/captured-exchange.ts";
import { openProxy } from "../../../src/proxy/running-proxy.ts";
import { readAnswers, readRequests } from "../fuzz/strict-message.ts";
import { sleep, waitFor } from "../proxy-client.ts";
import { testAuthority } from "../proxy-fixture.ts";
import type { UpstreamConnection } from "../proxy-upstream.ts";
import { rawUpstream } from "../proxy-upstream.ts";
import type { Direction, FaultRelay, Toxic } from "./fault-relay.ts";
import { faultRelay, onlyDelays } from "./fault-relay.ts";

export const phases = [
  "connect",
  "tls",
  "request-head",
  "request-body",
  "response-head",
  "response-body",
] as const;
export const framings = ["length", "chunked", "close"] as const;

/** Where what goes wrong. */
export interface FaultCase {
  readonly toxic: Toxic;
  readonly side: "client" | "upstream";
  readonly phase: (typeof phases)[number];
  readonly framing: (typeof framings)[number];
}

const bodyBytes = 60_000;
const body = "0123456789".repeat(bodyBytes / 10);

/** Runs a case; gives the invariants that did not hold. `limitMs` is the longest of the limits in force. */
export async function faultCase(one: FaultCase, limitMs: number): Promise<string[]> {
  const proxyCa = await testAuthority("proxy");
  const upstreamCa = await testAuthority("upstream");
  const answered = new Set<UpstreamConnection>();
  const upstream = await rawUpstream(await upstreamCa.secureContextFor("localhost"), (connection) =>
    answerRequests(connection, one, answered),
  );
  const upstreamRelay = await faultRelay(upstream.port);
  const exchanges: CapturedExchange[] = [];
  const proxy = await openProxy({
    host: "127.0.0.1",
    port: 0,
    certificateAuthority: proxyCa,
    intercept: ["localhost"],
    upstreamProxy: null,
    upstreamCa: [upstreamCa.certificatePem],
    connectUpstream: null,
    sandboxed: false,
    captureLimitBytes: 1000,
    ownAddresses: () => [],
    observer: (exchange) => exchanges.push(exchange),
    log: () => undefined,
  });
  const clientRelay = await faultRelay(proxy.port);
  const relay = one.side === "client" ? clientRelay : upstreamRelay;
  const client = new Client(clientRelay.port, `localhost:${upstreamRelay.port}`, proxyCa.certificatePem);
  try {
    await play(one, client, relay);
    const patience = onlyDelays(one.toxic) ? 20_000 : 2000 + (one.toxic === "timeout" ? limitMs : 0);
    // What a relay swallows its other side cannot know: there the proxy's own side counts.
    const allClosed = (): boolean =>
      one.toxic === "timeout"
        ? !clientRelay.held("far") && !upstreamRelay.held("near")
        : client.closed && upstream.connections.every(({ closed }) => closed);
    const isWhole = (): boolean => client.answers(2).length === 2;
    await waitFor(() => (onlyDelays(one.toxic) ? isWhole() : allClosed()), "end", patience).catch(
      () => undefined,
    );
    await sleep(20);
    return verdict({
      one,
      client,
      exchanges,
      received: upstream.connections.map(({ received }) => received),
      completed: answered.size > 0,
      allClosed: allClosed(),
    });
  } finally {
    client.destroy();
    await proxy.close({ deadlineMs: 0 });
    for (const each of [clientRelay, upstreamRelay, upstream]) await each.close();
  }
}

/** A client in a tunnel; every step may fail, which ends it quietly. */
class Client {
  closed = false;
  ended = false;
  text = "";
  readonly #raw: Socket;
  readonly #ca: string;
  readonly authority: string;
  #tls: ReturnType<typeof tlsConnect> | null = null;

  constructor(port: number, authority: string, ca: string) {
    this.#ca = ca;
    this.authority = authority;
    this.#raw = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#raw.on("error", () => undefined);
    this.#raw.on("close", () => (this.closed = true));
  }

  async open(): Promise<boolean> {
    this.#raw.write(`CONNECT ${this.authority} HTTP/1.1\r\nHost: ${this.authority}\r\n\r\n`);
    const tunnelled = await this.#first(this.#raw, "data");
    if (!tunnelled) return false;
    const tls = tlsConnect({
      socket: this.#raw,
      ca: this.#ca,
      servername: "localhost",
      ALPNProtocols: ["http/1.1"],
    });
    this.#tls = tls;
    tls.on("error", () => undefined);
    tls.on("data", (chunk: Buffer) => (this.text += chunk.toString("latin1")));
    tls.on("end", () => (this.ended = true));
    tls.on("close", () => (this.closed = true));
    return await this.#first(tls, "secureConnect");
  }

  send(text: string): void {
    this.#tls?.write(Buffer.from(text, "latin1"));
  }

  answers(
    count: number,
  ): readonly { readonly startLine: string; readonly body: string; readonly own: boolean }[] {
    const context = { methods: Array.from({ length: count }, () => "PUT"), ended: this.ended };
    const finals = readAnswers(this.text, context).messages;
    return finals.map(({ startLine, body: text, headers }) => ({
      startLine,
      body: text,
      own: headers.some(([name]) => name === "X-Countersign"),
    }));
  }

  destroy(): void {
    this.#tls?.destroy();
    this.#raw.destroy();
  }

  async #first(socket: Socket, event: "data" | "secureConnect"): Promise<boolean> {
    return await new Promise((resolve) => {
      socket.once(event, () => resolve(true));
      socket.once("close", () => resolve(false));
      setTimeout(() => resolve(false), 4000).unref();
    });
  }
}

const head = "PUT /second HTTP/1.1\r\nHost: localhost\r\n";

function request(framing: FaultCase["framing"], authority: string): string {
  const start = head.replace("Host: localhost", `Host: ${authority}`);
  if (framing !== "chunked") return `${start}Content-Length: ${bodyBytes}\r\n\r\n${body}`;
  return `${start}Transfer-Encoding: chunked\r\n\r\n${bodyBytes.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
}

/** Where in the bytes the fault happens; a first request has opened all connections before the later phases. */
const places: Readonly<
  Record<FaultCase["phase"], { direction: Direction; client: number; upstream: number }>
> = {
  connect: { direction: "up", client: 10, upstream: 0 },
  tls: { direction: "up", client: 150, upstream: 60 },
  "request-head": { direction: "up", client: 20, upstream: 20 },
  "request-body": { direction: "up", client: 30_000, upstream: 30_000 },
  "response-head": { direction: "down", client: 20, upstream: 20 },
  "response-body": { direction: "down", client: 30_000, upstream: 30_000 },
};

async function play(one: FaultCase, client: Client, relay: FaultRelay): Promise<void> {
  const { direction, client: near, upstream: far } = places[one.phase];
  const after = one.side === "client" ? near : far;
  const early = one.phase === "connect" || one.phase === "tls";
  if (early) relay.arm(one.toxic, direction, after);
  if (!(await client.open())) return;
  client.send(`GET /first HTTP/1.1\r\nHost: ${client.authority}\r\n\r\n`);
  await waitFor(() => client.closed || client.answers(1).length > 0, "the first answer", 4000).catch(
    () => undefined,
  );
  if (!early) relay.arm(one.toxic, direction, after);
  client.send(request(one.framing, client.authority));
}

/** Answers whole requests: the first shortly, the second with a long body in its framing. */
function answerRequests(
  connection: UpstreamConnection,
  { framing }: FaultCase,
  done: Set<UpstreamConnection>,
): void {
  const { messages } = readRequests(connection.received, { fromClient: false });
  const { socket } = connection;
  if (messages.some(({ startLine }) => startLine.includes("/second"))) {
    if (done.has(connection)) return;
    done.add(connection);
    if (framing === "length") socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bodyBytes}\r\n\r\n${body}`);
    if (framing === "chunked")
      socket.write(
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${bodyBytes.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      );
    if (framing === "close") socket.end(`HTTP/1.1 200 OK\r\nx-until: the end\r\n\r\n${body}`);
  } else if (messages.length === 1 && connection.received.endsWith("\r\n\r\n")) {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
  }
}

interface Seen {
  readonly one: FaultCase;
  readonly client: Client;
  readonly exchanges: readonly CapturedExchange[];
  readonly received: readonly string[];
  readonly completed: boolean;
  readonly allClosed: boolean;
}

function verdict(seen: Seen): string[] {
  const { one, client, exchanges, received, completed, allClosed } = seen;
  const broken: string[] = [];
  const requests = received.flatMap((text) => readRequests(text, { fromClient: false }).messages);
  const seconds = requests.filter(({ startLine }) => startLine.includes("/second"));
  const got = client.answers(2).filter(({ own }) => !own);
  const second = got[1];
  const rows = exchanges.filter(({ request: { target } }) => target === "/second");
  if (second !== undefined && (!completed || sha256(second.body) !== sha256(body)) && !isEndOfConnection(one))
    broken.push("1: the client saw a whole answer that the upstream did not give");
  if (seconds.some(({ body: text }) => text !== body))
    broken.push("2: the upstream saw a whole request that the client did not send");
  if (seconds.length > 1) broken.push(`3: ${seconds.length} upstream requests for one`);
  if (onlyDelays(one.toxic)) {
    if (second === undefined || seconds.length !== 1) broken.push("a delay broke the exchange");
    if (rows[0]?.state !== "complete") broken.push(`5: state ${rows[0]?.state} after a delay`);
  } else if (!allClosed) broken.push("4: a socket is still open");
  if (rows.length > 1) broken.push(`5: ${rows.length} rows`);
  if (seconds.length > 0 && rows.length !== 1) broken.push("5: no row for a request that went upstream");
  const beforeTheAnswer = one.side === "upstream" || one.phase.startsWith("request");
  if (!onlyDelays(one.toxic) && beforeTheAnswer && rows[0]?.state === "complete" && !isEndOfConnection(one))
    broken.push("5: the row says complete");
  return broken;
}

/**
 * Where an end of the connection ends the body, an end is an end: TLS's own notice of it (close_notify) is nothing that Node
 * tells of, and a reset that comes behind half a TLS record Node 20 reports as an end, without an error (tls.connect alone does so
 * too). What the client's side of the network cuts off the proxy cannot mend.
 */
function isEndOfConnection({ toxic, framing, phase, side }: FaultCase): boolean {
  return (
    framing === "close" &&
    phase === "response-body" &&
    (toxic === "limit_data" || toxic === "down" || toxic === "reset_peer" || side === "client")
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
