// The proxy as the rest of countersign sees it: opened with its options, closed with a drain. All parts are wired here.
import { randomBytes } from "node:crypto";
import { lookup } from "node:dns";
import type { Server } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { CapturedExchange, CapturedRequest, ConnectionFacts } from "../http/captured-exchange.ts";
import { CountersignError } from "../http/countersign-error.ts";
import type { DestinationPolicy } from "../interception/destination.ts";
import type { InterceptPattern } from "../interception/intercept-pattern.ts";
import { parseInterceptPattern } from "../interception/intercept-pattern.ts";
import type { OwnEndpoint } from "./accept-endpoint.ts";
import { acceptAtEndpoint } from "./accept-endpoint.ts";
import type { Acceptance } from "./accept-request.ts";
import { acceptInTheClear, acceptTunnelled } from "./accept-request.ts";
import { CaptureBudget } from "./body-tap.ts";
import type { WatchBody } from "./body-watching.ts";
import { CaptureQueue } from "./capture-queue.ts";
import type { DecideSigning } from "./carry-signed.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";
import { ClientConnection } from "./client-connection.ts";
import { ClientMessage } from "./client-message.ts";
import { Clients } from "./clients.ts";
import { Engine } from "./engine.ts";
import type { ForwardingGate } from "./forwarding-gate.ts";
import { letHeapGrow } from "./heap-growth.ts";
import { innerServer, outerServer } from "./http-servers.ts";
import { Http1Hosts } from "./http2/protocol-choice.ts";
import { limits } from "./limits.ts";
import { listen, sayDropped } from "./listen.ts";
import { OutgoingSockets } from "./outgoing-sockets.ts";
import { ownAddresses } from "./own-addresses.ts";
import type { ProxyEvent } from "./proxy-event.ts";
import { onceEach } from "./proxy-event.ts";
import { peer } from "./route.ts";
import type { SharedPort } from "./shared-port.ts";
import { StallWatch } from "./stall-watch.ts";
import { TlsSessions } from "./tls-sessions.ts";
import type { TunnelParts } from "./tunnel.ts";
import { HostCount, openTunnel } from "./tunnel.ts";
import { takeUpgrade } from "./upgrade.ts";
import type { Surroundings } from "./upstream-dial.ts";
import type { UpstreamProxySettings } from "./upstream-proxy.ts";
import type { ClientCertificate } from "./upstream-trust.ts";
import { upstreamTrust } from "./upstream-trust.ts";
import { newViaName, viaBehind } from "./via.ts";

/** How to run a proxy. */
export interface ProxyOptions {
  /** Address to listen on; a port of 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  readonly certificateAuthority: CertificateAuthority;
  /** Patterns of hosts to open beside AWS: `localhost:4566`, `*.internal`. */
  readonly intercept: readonly string[];
  readonly upstreamProxy: UpstreamProxySettings | null;
  /** PEM texts of roots trusted towards upstream beside the usual ones. */
  readonly upstreamCa: readonly string[];
  /** Who we are to upstreams that ask for a certificate. */
  readonly upstreamCertificate?: ClientCertificate | null;
  /** Answers a destination in this process: returns a connection that speaks plain HTTP/1.1, or null to connect. */
  readonly connectUpstream: ((host: string, port: number, secure: boolean) => Duplex | null) | null;
  /** When true nothing leaves the machine. */
  readonly sandboxed: boolean;
  /** Bodies up to this length are kept whole; longer ones as length, hash and what `watchBody` makes of them. */
  readonly captureLimitBytes: number;
  /** Reads a request's body as it passes; default nothing does. */
  readonly watchBody?: WatchBody;
  /** Opens a reader for what a client sends behind a 101. */
  readonly watchSwitched?: WatchBody;
  /** Serves requests to the port as to an endpoint of AWS; null or absent where the port is a proxy alone. */
  readonly endpoint?: Omit<OwnEndpoint, "port"> | null;
  /** Signs requests again before they go on; null or absent where every request goes as it came. Clients then get HTTP/1.1 only. */
  readonly decideSigning?: DecideSigning | null;
  /** How many clients may be connected at once; 2000 where nothing is said. */
  readonly maxConnections?: number;
  /** Addresses of countersign beside the proxy itself, refused as destinations. */
  readonly ownAddresses: () => readonly { host: string; port: number }[];
  readonly observer: (exchange: CapturedExchange) => void;
  /** Told of each client that connects: its address, and the port of this machine it came to. */
  readonly accepted?: (client: string, port: number) => void;
  /** Told of requests before they are answered; null or absent where nobody asks. */
  readonly underWay?: UnderWayObserver | null;
  /** Asked before each request that is looked at goes on; null or absent where none waits. Clients then get HTTP/1.1 only. */
  readonly gate?: ForwardingGate | null;
  readonly log: (event: ProxyEvent) => void;
  /** Set where another process listens on the port for this one and others. */
  readonly shared?: SharedPort;
}

/** Who is told of requests that are under way. */
export interface UnderWayObserver {
  /** The head of a request has come. */
  readonly opened: (request: UnderWayRequest) => void;
  /** It is over, and its capture was dropped. */
  readonly dropped: (id: string) => void;
}

/** A request that is under way; its head is made when it is asked for. */
export interface UnderWayRequest {
  readonly id: string;
  readonly receivedAtEpochMs: number;
  head(): CapturedRequest;
  /** What is known of its connection: one value for all its requests to one place. */
  facts(): ConnectionFacts;
}

/** A proxy that runs. */
export interface RunningProxy {
  readonly host: string;
  readonly port: number;
  /** How many finished exchanges could not be observed. */
  readonly droppedCaptures: () => number;
  /** Takes a connection of a shared port. */
  take(socket: Socket): void;
  /** A client's connection is one that a process of the same port has opened: a loop. */
  comesBack(socket: Socket): void;
  /** Stops accepting, lets what is under way finish until the deadline, then cuts it. Resolves when no socket is left. */
  close(options?: { deadlineMs?: number }): Promise<void>;
}

/** Opens a proxy. Throws ERR_PORT_IN_USE, ERR_PORT_REFUSED or ERR_OPTION_INVALID. */
export async function openProxy(options: ProxyOptions): Promise<RunningProxy> {
  letHeapGrow();
  const intercept = interceptPatterns(options.intercept);
  const { shared = alone } = options;
  const { observer, log } = options;
  const dropped = (id: string): void => options.underWay?.dropped(id);
  const queue = new CaptureQueue({ observer, dropped, log }, limits.queuedCaptures / shared.processes);
  const stalls = new StallWatch();
  const clients = new Clients();
  let { port } = options.shared ?? options;
  const policy = (): DestinationPolicy => ({
    intercept,
    ownAddresses: ownAddresses([{ host: options.host, port }, ...options.ownAddresses()]),
    sandboxed: options.sandboxed,
  });
  const viaName = options.shared?.viaName ?? newViaName();
  const acceptance = acceptanceOf(options, { policy, queue, stalls, viaName });
  const inner = tunnelServer(clients, acceptance);
  const outer = portServer(clients, acceptance, {
    maxConnections: options.maxConnections ?? limits.connections,
    endpoint: options.endpoint ? { ...options.endpoint, port: () => port } : null,
  });
  const tunnels = { ...acceptance, ...tunnelParts(options, queue), inner, clients, viaName };
  acceptance.engine.onConnect((request, socket, head: Buffer) => {
    if (socket instanceof Socket) openTunnel(request, socket, head, tunnels);
  });
  if (options.shared) outer.emit("listening");
  else port = await listen(outer, options);
  const { accepted } = options;
  if (accepted) outer.on("connection", (socket) => accepted(peer(socket) ?? "", socket.localPort ?? 0));
  stalls.start();
  return {
    host: options.host,
    port,
    droppedCaptures: () => queue.dropped,
    take: (socket) => take(outer, socket),
    comesBack: (socket) => acceptance.surroundings.outgoing?.addOtherEnd(socket),
    close: async ({ deadlineMs = 10_000 } = {}) => {
      await drain(outer, clients, deadlineMs);
      inner.close();
      stalls.stop();
      await queue.empty();
    },
  };
}

/** What is the tunnels' alone. */
function tunnelParts(
  { certificateAuthority, shared, underWay }: ProxyOptions,
  queue: CaptureQueue,
): Pick<TunnelParts, "certificateAuthority" | "hosts" | "http1Hosts" | "opened" | "capture"> {
  return {
    certificateAuthority,
    hosts: new HostCount(Math.ceil(limits.connectionsPerHost / (shared?.processes ?? 1))),
    http1Hosts: new Http1Hosts(),
    opened: (exchange) => underWay?.opened(exchange),
    capture: (exchange) => queue.offer(exchange),
  };
}

/** What a proxy shares that has its port for itself. */
const alone = { processes: 1, outgoing: () => undefined };

/** As Node's own server does for a connection it accepts. */
function take(outer: Server, socket: Socket): void {
  socket.allowHalfOpen = true;
  socket.setNoDelay(true);
  outer.emit("connection", socket);
}

/** The server inside tunnels. */
function tunnelServer(clients: Clients, acceptance: Acceptance): Server {
  const inner = innerServer((request, answer) => {
    const connection = clients.of(request.socket);
    if (connection !== null) acceptTunnelled(connection, request, answer, acceptance);
  }, acceptance.log);
  inner.on("upgrade", (request, socket, head: Buffer) => {
    const connection = clients.of(socket);
    if (connection === null || !(request instanceof ClientMessage)) socket.destroy();
    else takeUpgrade({ request, head }, connection, inner, acceptance);
  });
  return inner;
}

/** The server of the proxy port; CONNECT goes to the engine, whose one handler opens the tunnel. */
function portServer(
  clients: Clients,
  acceptance: Acceptance,
  { maxConnections, endpoint }: { maxConnections: number; endpoint: OwnEndpoint | null },
): Server {
  const outer = outerServer((request, answer) => {
    const connection = clients.of(request.socket) ?? clients.add(new ClientConnection(request.socket, null));
    if (endpoint !== null && request.url?.startsWith("/"))
      acceptAtEndpoint(connection, request, answer, { acceptance, endpoint });
    else acceptInTheClear(connection, request, answer, acceptance);
  }, acceptance.log);
  outer.on("connect", acceptance.engine._onHttpServerConnect.bind(acceptance.engine));
  outer.on("connection", (socket) => clients.accepted(socket));
  outer.maxConnections = maxConnections;
  outer.on("drop", sayDropped(maxConnections, acceptance.log));
  return outer;
}

interface AcceptanceParts {
  readonly policy: () => DestinationPolicy;
  readonly queue: CaptureQueue;
  readonly stalls: StallWatch;
  readonly viaName: string;
}

function acceptanceOf(
  options: ProxyOptions,
  { policy, queue, stalls, viaName }: AcceptanceParts,
): Acceptance {
  const { shared = alone } = options;
  const run = randomBytes(6).toString("hex");
  let count = 0;
  const surroundings: Surroundings = {
    policy,
    proxySettings: options.upstreamProxy,
    secureContext: upstreamTrust(options.upstreamCa, options.upstreamCertificate),
    proxyContext: upstreamTrust(options.upstreamCa),
    connectUpstream: options.connectUpstream,
    sandboxed: options.sandboxed,
    tlsSessions: new TlsSessions(),
    outgoing: new OutgoingSockets(shared.outgoing),
    via: viaBehind(null, viaName),
    lookup,
    http1Only: (options.decideSigning ?? options.gate ?? null) !== null,
    log: onceEach(options.log),
  };
  return {
    engine: new Engine(options.log, options.gate),
    policy,
    surroundings,
    budget: new CaptureBudget(limits.queuedCaptureBytes / shared.processes),
    captureLimitBytes: options.captureLimitBytes,
    watchBody: options.watchBody ?? (() => null),
    watchSwitched: options.watchSwitched ?? (() => null),
    decideSigning: options.decideSigning ?? null,
    nextId: () => `${run}-${(++count).toString(36)}`,
    started: (exchange) => {
      stalls.add(exchange);
      if (exchange.frame.route.observed) options.underWay?.opened(exchange);
    },
    moved: (exchange) => stalls.moved(exchange),
    settled: (exchange) => {
      stalls.remove(exchange);
      if (!exchange.frame.route.observed) exchange.release();
      else queue.offer(exchange);
    },
    log: options.log,
  };
}

function interceptPatterns(texts: readonly string[]): InterceptPattern[] {
  return texts.map((text) => {
    const pattern = parseInterceptPattern(text);
    if ("host" in pattern) return pattern;
    throw new CountersignError("ERR_OPTION_INVALID", `not a pattern for --intercept: ${pattern.refused}`, {
      hint: "write host, host:port or *.suffix",
    });
  });
}

async function drain(outer: Server, clients: Clients, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => outer.close(() => resolve()));
  clients.drain();
  const timer = setTimeout(() => clients.cut(), deadlineMs);
  await closed;
  await clients.gone();
  clearTimeout(timer);
}
