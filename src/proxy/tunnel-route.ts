// The route of a tunnel whose TLS ends here: fixed by its CONNECT authority, whatever its requests say.
import type { TLSSocket } from "node:tls";
import type { ConnectionFacts } from "../http/captured-exchange.ts";
import type { Authority } from "../interception/authority.ts";
import { authorityText } from "../interception/authority.ts";
import type { Arrival } from "../interception/plan.ts";
import type { Route } from "./route.ts";
import type { Surroundings } from "./upstream-dial.ts";
import { UpstreamLane } from "./upstream-lane.ts";

/** Makes the route of a tunnel. What the handshake told is read once, at the first request. */
export function tunnelRoute(tls: TLSSocket, authority: Authority, surroundings: Surroundings): Route {
  const client = tls.remoteAddress === undefined ? null : `${tls.remoteAddress}:${tls.remotePort}`;
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
