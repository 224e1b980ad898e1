// CONNECT: the strict first line, the destination policy, and then either TLS ended in this process or a blind tunnel.
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Authority } from "../interception/authority.ts";
import { authorityText, isAuthority, parseAuthority } from "../interception/authority.ts";
import type { DestinationPolicy } from "../interception/destination.ts";
import { destinationFor } from "../interception/destination.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";
import type { Clients } from "./clients.ts";
import type { Http2Capture } from "./http2/http2-streams.ts";
import type { Http1Hosts, ProtocolChoice } from "./http2/protocol-choice.ts";
import { chooseProtocol } from "./http2/protocol-choice.ts";
import { discard, helloOf, http2Only, serveTls } from "./http2/serve-tls.ts";
import { limits } from "./limits.ts";
import type { ProxyEvent, ProxyLog } from "./proxy-event.ts";
import { errorCode } from "./proxy-event.ts";
import { answerRaw } from "./refusal-answer.ts";
import { relayBothWays } from "./relay.ts";
import { announcesBody } from "./request-head.ts";
import { resetNow } from "./reset.ts";
import type { Surroundings } from "./upstream-dial.ts";
import { dial } from "./upstream-dial.ts";
import { tunnelProxySettings } from "./upstream-proxy.ts";
import { isCircular, viaBehind, viaOf } from "./via.ts";

/** What opening a tunnel needs of the proxy around it. */
export interface TunnelParts extends Http2Capture {
  readonly policy: () => DestinationPolicy;
  readonly surroundings: Surroundings;
  readonly certificateAuthority: CertificateAuthority;
  readonly inner: Server;
  readonly clients: Clients;
  readonly hosts: HostCount;
  readonly http1Hosts: Http1Hosts;
  /** This proxy's name in Via. */
  readonly viaName: string;
  readonly log: ProxyLog;
}

/** How many tunnels each host has. */
export class HostCount {
  readonly #counts = new Map<string, number>();
  readonly #most: number;

  /** `most` tunnels to each host. */
  constructor(most: number = limits.connectionsPerHost) {
    this.#most = most;
  }

  /** Counts a tunnel until its socket closes, or says that there are too many. */
  enter(host: string, socket: Socket): boolean {
    const count = this.#counts.get(host) ?? 0;
    if (count >= this.#most) return false;
    this.#counts.set(host, count + 1);
    socket.once("close", () => this.#leave(host));
    return true;
  }

  #leave(host: string): void {
    const count = this.#counts.get(host) ?? 0;
    if (count > 1) this.#counts.set(host, count - 1);
    else this.#counts.delete(host);
  }
}

/** A CONNECT that is refused: the status, and what to tell the client and the log. */
interface ConnectRefusal {
  readonly status: number;
  readonly event: string;
  readonly message: string;
}

/** Serves one CONNECT. The socket is ours from here on, whatever comes of it. */
export function openTunnel(request: IncomingMessage, socket: Socket, head: Buffer, parts: TunnelParts): void {
  socket.on("error", () => socket.destroy());
  const via = viaOf(request.rawHeaders);
  const circular = via !== null && isCircular(via, parts.viaName);
  if (circular || parts.surroundings.outgoing?.isOtherEndOf(socket)) {
    refuse(socket, parts.log, loop);
    return;
  }
  // A CONNECT behind requests that still wait for answers: its own would come out of order.
  if (parts.clients.of(socket)?.busy === true) {
    socket.destroy();
    return;
  }
  const authority = connectAuthority(request);
  if ("status" in authority) {
    refuse(socket, parts.log, authority);
    return;
  }
  const destination = destinationFor(authority, parts.policy());
  if (destination.action === "refuse") {
    const refusal = { status: 403, event: "destination-refused", message: destination.reason };
    refuse(socket, parts.log, refusal, authority);
  } else if (!parts.hosts.enter(authority.host, socket)) {
    refuse(socket, parts.log, tooMany, authority);
  } else if (destination.action === "tunnel") {
    openBlind(socket, head, authority, behind(via, parts));
  } else {
    openIntercepted(socket, head, authority, behind(via, parts));
  }
}

/** The parts for a tunnel that came through other proxies: they are named to the next one too. */
function behind(via: string | null, parts: TunnelParts): TunnelParts {
  if (via === null) return parts;
  return { ...parts, surroundings: { ...parts.surroundings, via: viaBehind(via, parts.viaName) } };
}

const loop: ConnectRefusal = {
  status: 508,
  event: "loop",
  message: "this tunnel has come through countersign before; its upstream proxy leads back to it",
};
const tooLong: ConnectRefusal = {
  status: 431,
  event: "connect-too-long",
  message: "the CONNECT head is too long",
};
const tooMany: ConnectRefusal = {
  status: 503,
  event: "too-many-tunnels",
  message: "too many tunnels to one host",
};
const withBody: ConnectRefusal = {
  status: 400,
  event: "connect-with-body",
  message: "a CONNECT has no body",
};
const notTls: ConnectRefusal = { status: 400, event: "not-tls", message: "this tunnel carries TLS only" };

function connectAuthority(request: IncomingMessage): Authority | ConnectRefusal {
  if (headBytes(request) > limits.connectHeadBytes) return tooLong;
  // Whoever announced one may mean what follows as a body and not as the tunnel's first bytes (RFC 9110, 9.3.6).
  if (announcesBody(request.rawHeaders)) return withBody;
  const authority = parseAuthority(request.url ?? "", null);
  if (isAuthority(authority)) return authority;
  return { status: 400, event: "bad-authority", message: `not a host and port: ${authority.refused}` };
}

/** Bytes go through as they are; the tunnel is announced only when the other end is there. */
function openBlind(socket: Socket, head: Buffer, authority: Authority, parts: TunnelParts): void {
  const { proxySettings } = parts.surroundings;
  const surroundings = {
    ...parts.surroundings,
    proxySettings: tunnelProxySettings(proxySettings, authority),
  };
  const giveUp = dial(authority, false, surroundings, (error, upstream) => {
    socket.removeListener("close", giveUp);
    if (upstream === null) {
      const code = errorCode(error);
      const refused = code === "ERR_DESTINATION_REFUSED";
      // Words of our own, which no peer has chosen.
      const told = error !== null && (refused || code === "ERR_UPSTREAM_PROXY");
      const message = told ? error.message : `no connection (${code})`;
      refuse(socket, parts.log, { status: refused ? 403 : 502, event: "tunnel-failed", message }, authority);
      return;
    }
    if (socket.destroyed) {
      upstream.destroy();
      return;
    }
    parts.log({
      level: "debug",
      event: "tunnel",
      message: "tunnelled untouched",
      authority: text(authority),
    });
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) upstream.write(head);
    relayBothWays(socket, upstream);
  });
  socket.once("close", giveUp);
}

function openIntercepted(socket: Socket, head: Buffer, authority: Authority, parts: TunnelParts): void {
  const timer = setTimeout(() => socket.destroy(), limits.tlsHandshakeMs);
  const stopTimer = (): void => clearTimeout(timer);
  const hangUp = (): void => void socket.destroy();
  socket.once("close", stopTimer);
  socket.once("end", hangUp);
  socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
  const start = (first: Buffer): void => {
    socket.pause();
    socket.removeListener("end", hangUp);
    // A TLS record of a handshake starts with 22; anything else would reach AWS in the clear.
    if (first[0] !== 22) {
      refuse(socket, parts.log, notTls, authority);
      return;
    }
    helloOf(socket, first, (protocols) => void endTls(socket, protocols, { authority, parts, stopTimer }));
  };
  if (head.length > 0) start(head);
  else socket.once("data", start);
}

/** A tunnel whose TLS is about to end here. */
interface TlsTunnel {
  readonly authority: Authority;
  readonly parts: TunnelParts;
  readonly stopTimer: () => void;
}

async function endTls(socket: Socket, offered: readonly string[] | null, tunnel: TlsTunnel): Promise<void> {
  const { authority, parts, stopTimer } = tunnel;
  let choice: ProtocolChoice | null = null;
  try {
    choice = await chooseProtocol(socket, offered, authority, parts);
    const secureContext = await parts.certificateAuthority.secureContextFor(authority.host);
    if (socket.destroyed) {
      discard(choice);
      return;
    }
    const tls = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: choice.protocols });
    tls.once("secure", stopTimer);
    tls.resetAndDestroy = () => resetBelow(tls, socket);
    tls.on("error", (error) => {
      parts.log({ ...failureOf(error, offered), authority: text(authority), code: errorCode(error) });
      tls.destroy();
    });
    serveTls(tls, { offered, choice, authority }, parts);
  } catch (error) {
    if (choice !== null) discard(choice);
    parts.log({ ...mintFailed, authority: text(authority), code: errorCode(error) });
    socket.destroy();
  }
}

/** Node resets plain connections only; under TLS too a client must be able to tell a reset from an end. */
function resetBelow(tls: TLSSocket, below: Socket): TLSSocket {
  resetNow(below);
  return tls.destroy();
}

/** An error of a TLS connection in words. */
function failureOf(error: Error, offered: readonly string[] | null): ProxyEvent {
  const onlyHttp2 = offered?.includes("h2") === true && !offered.includes("http/1.1");
  return onlyHttp2 && errorCode(error) === "ERR_SSL_NO_APPLICATION_PROTOCOL" ? http2Only : handshakeFailed;
}

const handshakeFailed: ProxyEvent = {
  level: "warn",
  event: "client-tls-failed",
  message: "the TLS connection of a client failed; it may not trust this certificate authority",
};

const mintFailed: ProxyEvent = {
  level: "error",
  event: "no-certificate",
  message: "no certificate could be made",
};

function refuse(socket: Socket, log: ProxyLog, refusal: ConnectRefusal, authority?: Authority): void {
  const { status, event, message } = refusal;
  log({ level: "warn", event, message, ...(authority === undefined ? {} : { authority: text(authority) }) });
  answerRaw(socket, status, message);
}

function text(authority: Authority): string {
  return authorityText(authority.host, authority.port);
}

function headBytes(request: IncomingMessage): number {
  return request.rawHeaders.reduce((sum, part) => sum + part.length + 2, (request.url ?? "").length);
}
