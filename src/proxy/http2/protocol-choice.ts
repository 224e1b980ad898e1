// Which protocols a client is offered: HTTP/2 only where its upstream has just agreed to it, so that a request is never
// translated from the one to the other.
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Authority } from "../../interception/authority.ts";
import { authorityText } from "../../interception/authority.ts";
import { limits } from "../limits.ts";
import type { Surroundings } from "../upstream-dial.ts";
import { dial } from "../upstream-dial.ts";

/** What to offer a client, and the upstream connection that was opened to find out. */
export interface ProtocolChoice {
  readonly protocols: string[];
  /** A connection on which HTTP/2 was agreed, for this client alone; null when the client is to speak HTTP/1.1. */
  readonly http2: Duplex | null;
  /** A connection that turned out to speak HTTP/1.1, for the client's first request. */
  readonly http1: Duplex | null;
}

const http1Only: ProtocolChoice = { protocols: ["http/1.1"], http2: null, http1: null };

/** Hosts that did not agree to HTTP/2 when they were asked: they are not asked again for a while. */
export class Http1Hosts {
  readonly #until = new Map<string, number>();

  has(authority: Authority, nowMs: number): boolean {
    const until = this.#until.get(authorityText(authority.host, authority.port));
    return until !== undefined && nowMs < until;
  }

  add(authority: Authority, nowMs: number): void {
    const key = authorityText(authority.host, authority.port);
    this.#until.delete(key);
    this.#until.set(key, nowMs + limits.protocolMs);
    const [oldest] = this.#until.keys();
    if (this.#until.size > limits.protocolHosts && oldest !== undefined) this.#until.delete(oldest);
  }
}

/** What choosing needs of the proxy around it. */
export interface ChoiceParts {
  readonly surroundings: Surroundings;
  readonly http1Hosts: Http1Hosts;
}

/**
 * Chooses for a client that offers these protocols. The upstream is dialled with the client's own offer when HTTP/2 is in it; one
 * that cannot be reached in time leaves HTTP/1.1, over which the client is told why.
 */
export async function chooseProtocol(
  client: Duplex,
  offered: readonly string[] | null,
  authority: Authority,
  { surroundings, http1Hosts }: ChoiceParts,
): Promise<ProtocolChoice> {
  const alpnProtocols = (offered ?? []).filter((name) => name === "h2" || name === "http/1.1");
  if (!alpnProtocols.includes("h2") || http1Hosts.has(authority, performance.now())) return http1Only;
  const connection = await dialAs(client, authority, surroundings, alpnProtocols);
  if (connection instanceof TLSSocket) {
    if (connection.alpnProtocol === "h2") return { protocols: ["h2"], http2: connection, http1: null };
    http1Hosts.add(authority, performance.now());
    return { ...http1Only, http1: connection };
  }
  if (connection === "no-protocol") http1Hosts.add(authority, performance.now());
  return http1Only;
}

/**
 * Opens an upstream connection for a client that began with HTTP/2 without asking. A server that makes no choice by ALPN is
 * spoken to as the client would have spoken to it.
 */
export async function dialByPriorKnowledge(
  client: Duplex,
  authority: Authority,
  surroundings: Surroundings,
): Promise<Duplex | null> {
  const connection = await dialAs(client, authority, surroundings, ["h2"]);
  return connection instanceof TLSSocket ? connection : null;
}

async function dialAs(
  client: Duplex,
  authority: Authority,
  surroundings: Surroundings,
  alpnProtocols: readonly string[],
): Promise<TLSSocket | "no-protocol" | null> {
  // What answers in this process speaks HTTP/1.1.
  if (surroundings.sandboxed || surroundings.connectUpstream !== null || surroundings.http1Only) return null;
  return await new Promise((resolve) => {
    const giveUp = dial(authority, true, { ...surroundings, alpnProtocols }, (error, connection) => {
      clearTimeout(timer);
      client.removeListener("close", giveUp);
      if (connection instanceof TLSSocket) resolve(connection);
      else resolve(refusedProtocol(error) ? "no-protocol" : null);
    });
    const timer = setTimeout(giveUp, limits.protocolDialMs);
    client.once("close", giveUp);
  });
}

/** TLS alert 120, no_application_protocol (RFC 7301, 3.2). */
function refusedProtocol(error: Error | null): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && code.endsWith("ALERT_NO_APPLICATION_PROTOCOL");
}
