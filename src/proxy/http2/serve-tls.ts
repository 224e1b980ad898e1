// What a TLS connection of a client turns out to speak: HTTP/1.1 goes to the inner server, HTTP/2 is relayed, whether it was
// agreed in the handshake or simply begun.
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Authority } from "../../interception/authority.ts";
import { authorityText } from "../../interception/authority.ts";
import { ClientConnection } from "../client-connection.ts";
import type { Clients } from "../clients.ts";
import { limits } from "../limits.ts";
import { lingeringClose } from "../lingering-close.ts";
import type { ProxyEvent } from "../proxy-event.ts";
import { tunnelRoute } from "../route.ts";
import type { Surroundings } from "../upstream-dial.ts";
import { readClientHello } from "./client-hello.ts";
import { clientPreface } from "./frame-reader.ts";
import type { Http2Parts } from "./http2-connection.ts";
import { Http2Connection } from "./http2-connection.ts";
import { goawayFrame, http2Error, settingsFrame } from "./own-frames.ts";
import type { ProtocolChoice } from "./protocol-choice.ts";
import { dialByPriorKnowledge } from "./protocol-choice.ts";

/** What serving needs of the proxy around it. */
export interface ServeParts extends Http2Parts {
  readonly surroundings: Surroundings;
  readonly inner: Server;
  readonly clients: Clients;
}

/** What was agreed with a client, and with its upstream. */
export interface Agreement {
  /** What the client offered by ALPN, or null when it offered nothing. */
  readonly offered: readonly string[] | null;
  readonly choice: ProtocolChoice;
  readonly authority: Authority;
}

/** A client that speaks HTTP/2 only, where HTTP/2 cannot be had. */
export const http2Only: ProxyEvent = {
  level: "warn",
  event: "h2-only",
  message: "a client speaks HTTP/2 only, and its destination does not",
};

/**
 * Reads on until a connection's ClientHello is whole, puts all of it back and tells what it offers; null when it offers nothing
 * or cannot be read. The connection is paused then. `first` was read already.
 */
export function helloOf(
  socket: Socket,
  first: Buffer,
  then: (protocols: readonly string[] | null) => void,
): void {
  let seen = first;
  const read = (): void => {
    const reading = readClientHello(seen);
    if (reading === "incomplete") return;
    socket.removeListener("data", onData);
    socket.pause();
    socket.unshift(seen);
    then(reading === "unreadable" ? null : reading.protocols);
  };
  const onData = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    read();
  };
  socket.on("data", onData);
  read();
  if (socket.listeners("data").includes(onData)) socket.resume();
}

/** Drops the connections of a choice that came too late. */
export function discard(choice: ProtocolChoice): void {
  choice.http1?.destroy();
  choice.http2?.destroy();
}

/** Serves a connection whose handshake has begun. */
export function serveTls(tls: TLSSocket, agreement: Agreement, parts: ServeParts): void {
  const { offered, choice, authority } = agreement;
  const { http2 } = choice;
  if (http2 !== null) {
    const drop = (): void => void http2.destroy();
    tls.once("close", drop);
    tls.once("secure", () => {
      tls.removeListener("close", drop);
      relay(tls, http2, authority, parts);
    });
  } else if (offered === null) {
    tls.once("secure", () => whenBegun(tls, (begun) => serveBegun(tls, begun, authority, parts)));
  } else {
    serveHttp1(tls, choice.http1, authority, parts);
  }
}

function serveBegun(tls: TLSSocket, begun: "http1" | "http2", authority: Authority, parts: ServeParts): void {
  if (begun === "http1") {
    serveHttp1(tls, null, authority, parts);
    tls.resume();
    return;
  }
  void dialByPriorKnowledge(tls, authority, parts.surroundings).then((upstream) => {
    if (upstream !== null && !tls.destroyed) {
      relay(tls, upstream, authority, parts);
      return;
    }
    upstream?.destroy();
    parts.log({ ...http2Only, authority: authorityText(authority.host, authority.port) });
    if (tls.destroyed) return;
    tls.write(settingsFrame());
    tls.write(goawayFrame(0, http2Error.http11Required, "the destination does not speak HTTP/2"));
    lingeringClose(tls);
  });
}

function serveHttp1(tls: TLSSocket, open: Duplex | null, authority: Authority, parts: ServeParts): void {
  const route = tunnelRoute(tls, authority, parts.surroundings);
  if (open !== null) route.lane.warm(open);
  parts.clients.add(new ClientConnection(tls, route));
  parts.inner.emit("connection", tls);
}

function relay(tls: TLSSocket, upstream: Duplex, authority: Authority, parts: ServeParts): void {
  const route = tunnelRoute(tls, authority, parts.surroundings);
  const connection = new Http2Connection(tls, upstream, route, parts);
  parts.clients.add(connection);
  connection.start();
}

/** Tells by the first bytes what a client that offered nothing begins with, and puts them back. */
function whenBegun(tls: TLSSocket, then: (begun: "http1" | "http2") => void): void {
  const timer = setTimeout(() => tls.destroy(), limits.requestHeadMs);
  const stop = (): void => clearTimeout(timer);
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const start = seen.toString("latin1", 0, clientPreface.length);
    if (start.length < clientPreface.length && clientPreface.startsWith(start)) return;
    stop();
    tls.removeListener("data", onData);
    tls.removeListener("close", stop);
    tls.pause();
    tls.unshift(seen);
    then(start === clientPreface ? "http2" : "http1");
  };
  tls.once("close", stop);
  tls.on("data", onData);
}
