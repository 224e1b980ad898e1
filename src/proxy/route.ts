// Where the requests of a client connection go: one destination, one lane to it, and what is known of the connection.
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ConnectionFacts } from "../http/captured-exchange.ts";
import type { Authority } from "../interception/authority.ts";
import { authorityText } from "../interception/authority.ts";
import type { Arrival } from "../interception/plan.ts";
import type { Surroundings } from "./upstream-dial.ts";
import { UpstreamLane } from "./upstream-lane.ts";

/** A destination of a client connection. */
export interface Route {
  readonly scheme: "https" | "http";
  readonly lane: UpstreamLane;
  /** Authority of the absolute target, or null inside a tunnel. */
  readonly absolute: string | null;
  /** Whether exchanges are captured: true for opened hosts, false for those only passed on. */
  readonly observed: boolean;
  /** What a request's head must agree with; known after the TLS handshake. */
  readonly arrival: () => Arrival;
  readonly facts: () => ConnectionFacts;
}

/** Makes the route of a tunnel whose TLS ends here: fixed by its CONNECT authority, whatever its requests say. What the handshake told is read once, at the first request. */
export function tunnelRoute(tls: TLSSocket, authority: Authority, surroundings: Surroundings): Route {
  const client = peer(tls);
  let arrival: Arrival | null = null;
  let facts: ConnectionFacts | null = null;
  const sni = (): string | null =>
    (tls as TLSSocket & { servername?: string | false | null }).servername || null;
  return {
    scheme: "https",
    lane: new UpstreamLane(authority, true, surroundings),
    absolute: null,
    observed: true,
    arrival: () => {
      arrival ??= { authority, scheme: "https", sni: sni() };
      return arrival;
    },
    facts: () => {
      facts ??= {
        connectAuthority: authorityText(authority.host, authority.port),
        sni: sni(),
        client,
        tlsVersion: tls.getProtocol(),
      };
      return facts;
    },
  };
}

/** Makes the route of a request in the clear; `observed` says whether its exchanges are captured. */
export function clearRoute(
  client: Socket,
  authority: Authority,
  observed: boolean,
  surroundings: Surroundings,
): Route {
  const arrival: Arrival = { authority, scheme: "http", sni: null };
  const facts: ConnectionFacts = {
    connectAuthority: null,
    sni: null,
    client: peer(client),
    tlsVersion: null,
  };
  return {
    scheme: "http",
    lane: new UpstreamLane(authority, false, surroundings),
    absolute: authorityText(authority.host, authority.port).replace(/:80$/, ""),
    observed,
    arrival: () => arrival,
    facts: () => facts,
  };
}

/** The route of requests sent to countersign as to an endpoint: each goes to the host of AWS that it is signed for. */
export class EndpointRoute implements Route {
  readonly scheme = "http";
  readonly absolute = null;
  readonly observed = true;
  lane: UpstreamLane;
  readonly facts: () => ConnectionFacts;
  readonly #surroundings: Surroundings;
  #authority: Authority;

  constructor(client: Socket, surroundings: Surroundings) {
    const facts = { connectAuthority: null, sni: null, client: peer(client), tlsVersion: null };
    this.facts = () => facts;
    this.#surroundings = surroundings;
    this.#authority = nowhere;
    this.lane = new UpstreamLane(nowhere, true, surroundings);
  }

  readonly arrival = (): Arrival => ({ authority: this.#authority, scheme: "http", sni: null });

  /** Leads the next request to a host of AWS; the lane of the latest serves it when it is the same. */
  turnTo(host: string): void {
    if (host === this.#authority.host) return;
    this.lane.close();
    this.#authority = { host, port: 443, kind: "name" };
    this.lane = new UpstreamLane(this.#authority, true, this.#surroundings);
  }
}

/** Until a request was signed for a host nothing is dialled (RFC 2606, 2). */
const nowhere: Authority = { host: "nowhere.invalid", port: 443, kind: "name" };

/** Address and port of a client: `127.0.0.1:53211`; null once it is gone. */
export function peer(socket: Socket): string | null {
  return socket.remoteAddress === undefined ? null : `${socket.remoteAddress}:${socket.remotePort}`;
}
