// One connection upstream: checked addresses only, through the configured proxy or directly, TLS always verified.
import type { LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { connect as netConnect } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import type { Authority } from "../interception/authority.ts";
import { authorityText } from "../interception/authority.ts";
import type { DestinationPolicy } from "../interception/destination.ts";
import { addressRefusal } from "../interception/destination.ts";
import { connectSocks } from "./connect-socks.ts";
import { connectThrough } from "./connect-through.ts";
import { limits } from "./limits.ts";
import type { OutgoingSockets } from "./outgoing-sockets.ts";
import type { ProxyEvent, ProxyLog } from "./proxy-event.ts";
import { UpstreamTlsError } from "./tls-failure.ts";
import type { TlsSessions } from "./tls-sessions.ts";
import type { UpstreamProxy, UpstreamProxySettings } from "./upstream-proxy.ts";
import { basicAuthorization, upstreamProxyFor } from "./upstream-proxy.ts";
import type { TlsPeer } from "./upstream-tls.ts";
import { startTls, tlsExplainer } from "./upstream-tls.ts";

/** All that a connection upstream depends on. */
export interface Surroundings {
  readonly policy: () => DestinationPolicy;
  readonly proxySettings: UpstreamProxySettings | null;
  /** Trust in destinations, with our client certificate where there is one. */
  readonly secureContext: SecureContext;
  /** Trust in upstream proxies: they are not shown the client certificate. */
  readonly proxyContext: SecureContext;
  readonly connectUpstream: ((host: string, port: number, secure: boolean) => Duplex | null) | null;
  readonly sandboxed: boolean;
  /** TLS sessions that a connection may take up; absent: none. */
  readonly tlsSessions?: TlsSessions;
  /** Where every connection is noted, so that one that comes back is known. */
  readonly outgoing?: OutgoingSockets;
  /** What a CONNECT to an upstream proxy says in Via: the proxies on the way, this one last; absent: nothing. */
  readonly via?: string;
  /** The system's resolver, unless a test gives another. */
  readonly lookup: typeof systemLookup;
  readonly log: ProxyLog;
  /** Whether no connection may speak HTTP/2, because what passes is looked at before it goes on. */
  readonly http1Only?: boolean;
  /** Protocols offered to the destination by ALPN; HTTP/1.1 where absent. */
  readonly alpnProtocols?: readonly string[];
}

/** Called once with an error or an open connection. */
export type Dialled = (error: Error | null, connection: Duplex | null) => void;

/** A connection that countersign itself refuses to make. */
class DestinationRefused extends Error {
  readonly code = "ERR_DESTINATION_REFUSED";
}

/** Opens a connection to a destination. Returns a function that gives it up; `done` is then called with an error. */
export function dial(
  authority: Authority,
  secure: boolean,
  surroundings: Surroundings,
  done: Dialled,
): () => void {
  const given = surroundings.connectUpstream?.(authority.host, authority.port, secure) ?? null;
  if (given !== null) return settled(done, null, given);
  if (surroundings.sandboxed) {
    return settled(done, new DestinationRefused("in the sandbox nothing leaves the machine"), null);
  }
  const attempt = new Attempt((error, connection) => {
    if (error instanceof UpstreamTlsError) surroundings.log(tlsFailed(error, authority));
    done(error, connection);
  });
  const proxy = upstreamProxyFor(surroundings.proxySettings, authority, secure);
  if (proxy === null) openDirect(attempt, authority, surroundings, secure);
  else openThrough(attempt, authority, proxy, { surroundings, secure });
  return () => attempt.fail(new Error("given up"));
}

function tlsFailed({ code, message }: UpstreamTlsError, { host, port }: Authority): ProxyEvent {
  return { level: "warn", event: "upstream-tls-failed", message, code, authority: authorityText(host, port) };
}

function settled(done: Dialled, error: Error | null, connection: Duplex | null): () => void {
  process.nextTick(done, error, connection);
  return () => undefined;
}

/** One attempt with its deadline; whichever step fails first ends it and everything opened for it. */
class Attempt {
  #done: Dialled;
  readonly #timer: NodeJS.Timeout;
  #open: Duplex | null = null;
  #over = false;

  constructor(done: Dialled) {
    this.#done = done;
    this.#timer = setTimeout(() => this.fail(timedOut()), limits.upstreamConnectMs);
  }

  get over(): boolean {
    return this.#over;
  }

  /** Watches a connection that is being opened. */
  watch<T extends Duplex>(connection: T, explained: (error: Error) => Error = (error) => error): T {
    this.#open = connection;
    connection.on("error", (error) => this.fail(explained(error)));
    connection.on("close", () => this.fail(new Error("closed while connecting")));
    return connection;
  }

  fail(error: Error): void {
    if (this.#over) return;
    this.#open?.destroy();
    this.#end()(error, null);
  }

  succeed(connection: Duplex): void {
    if (this.#over) return;
    this.#end()(null, connection);
  }

  /** Lets go of the caller: the connection keeps this attempt as its listener for as long as it lives. */
  #end(): Dialled {
    const done = this.#done;
    this.#over = true;
    this.#open = null;
    this.#done = () => undefined;
    clearTimeout(this.#timer);
    return done;
  }
}

function openDirect(
  attempt: Attempt,
  authority: Authority,
  surroundings: Surroundings,
  secure: boolean,
): void {
  const refusal =
    authority.kind === "name" ? null : addressRefusal(authority.host, authority, surroundings.policy());
  if (refusal !== null) {
    process.nextTick(() => attempt.fail(new DestinationRefused(refusal)));
    return;
  }
  const raw = attempt.watch(tcp(authority, surroundings, checkedLookup(authority, surroundings)));
  raw.once("connect", () => {
    const reached = addressRefusal(raw.remoteAddress ?? "", authority, surroundings.policy());
    if (reached !== null) attempt.fail(new DestinationRefused(reached));
    else if (secure) secured(attempt, raw, authority, surroundings);
    else attempt.succeed(raw);
  });
}

function openThrough(
  attempt: Attempt,
  authority: Authority,
  proxy: UpstreamProxy,
  { surroundings, secure }: { surroundings: Surroundings; secure: boolean },
): void {
  const opened = (connection: Duplex, error: Error | null): void => {
    if (error !== null) attempt.fail(error);
    else if (secure) secured(attempt, connection, authority, surroundings);
    else {
      attempt.succeed(connection);
      // Paused since the proxy's answer: HTTP listens to a connection but does not set a paused one going.
      connection.resume();
    }
  };
  const { protocol, login } = proxy;
  const ask = (connection: Duplex): void => {
    const authorization = login === null ? null : basicAuthorization(login);
    const headers = { authorization, via: surroundings.via ?? null };
    connectThrough(connection, authority, headers, (error) => opened(connection, error));
  };
  const raw = attempt.watch(tcp(proxy.authority, surroundings));
  raw.once("connect", () => {
    if (protocol === "socks5") connectSocks(raw, authority, login, (error) => opened(raw, error));
    else if (protocol === "http") ask(raw);
    else overTls(attempt, raw, proxyPeer(proxy, surroundings), ask);
  });
}

function proxyPeer({ authority }: UpstreamProxy, { proxyContext, tlsSessions }: Surroundings): TlsPeer {
  return {
    ...authority,
    secureContext: proxyContext,
    role: "upstream proxy",
    sessions: tlsSessions ?? null,
  };
}

function tcp({ host, port }: Authority, surroundings: Surroundings, lookup?: LookupFunction): Socket {
  const options = { host, port, noDelay: true, keepAlive: true };
  const socket = netConnect(lookup === undefined ? options : { ...options, lookup });
  surroundings.outgoing?.add(socket);
  return socket;
}

function secured(attempt: Attempt, raw: Duplex, authority: Authority, surroundings: Surroundings): void {
  const protocols = surroundings.alpnProtocols ?? ["http/1.1"];
  const peer: TlsPeer = {
    ...authority,
    secureContext: surroundings.secureContext,
    role: "upstream",
    protocols,
    sessions: surroundings.tlsSessions ?? null,
  };
  overTls(attempt, raw, peer, (connection) => attempt.succeed(connection));
}

function overTls(attempt: Attempt, raw: Duplex, peer: TlsPeer, then: (connection: Duplex) => void): void {
  if (attempt.over) return;
  const tls = startTls(raw, peer);
  attempt.watch(tls, tlsExplainer(tls, peer));
  tls.once("secureConnect", () => then(tls));
}

/** Resolves once and checks every address, so that what was checked is what is dialled. */
function checkedLookup(authority: Authority, surroundings: Surroundings): LookupFunction {
  return (hostname, options, callback) => {
    surroundings.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const failure = error ?? addressesRefused(addresses, authority, surroundings.policy());
      const [first] = addresses ?? [];
      if (failure !== null || first === undefined)
        callback(failure ?? new Error("the name has no address"), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function addressesRefused(
  addresses: readonly LookupAddress[],
  authority: Authority,
  policy: DestinationPolicy,
): DestinationRefused | null {
  for (const { address } of addresses) {
    const refusal = addressRefusal(address, authority, policy);
    if (refusal !== null) return new DestinationRefused(refusal);
  }
  return null;
}

function timedOut(): Error {
  return Object.assign(new Error(`no connection within ${limits.upstreamConnectMs / 1000} s`), {
    code: "ETIMEDOUT",
  });
}
