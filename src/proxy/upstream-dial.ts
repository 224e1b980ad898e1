// One connection upstream: checked addresses only, through the configured proxy or directly, TLS always verified.
import type { LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { connect as netConnect } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import { connect as tlsConnect } from "node:tls";
import type { Authority } from "../interception/authority.ts";
import type { DestinationPolicy } from "../interception/destination.ts";
import { addressRefusal } from "../interception/destination.ts";
import { connectThrough } from "./connect-through.ts";
import { limits } from "./limits.ts";
import type { OutgoingSockets } from "./outgoing-sockets.ts";
import type { UpstreamProxy, UpstreamProxySettings } from "./upstream-proxy.ts";
import { upstreamProxyFor } from "./upstream-proxy.ts";

/** All that a connection upstream depends on. */
export interface Surroundings {
  readonly policy: () => DestinationPolicy;
  readonly proxySettings: UpstreamProxySettings | null;
  readonly secureContext: SecureContext;
  readonly connectUpstream: ((host: string, port: number, secure: boolean) => Duplex | null) | null;
  readonly sandboxed: boolean;
  /** Where every connection is noted, so that one that comes back is known. */
  readonly outgoing?: OutgoingSockets;
  /** The system's resolver, unless a test gives another. */
  readonly lookup: typeof systemLookup;
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
  const attempt = new Attempt(done);
  const proxy = upstreamProxyFor(surroundings.proxySettings, authority, secure);
  if (proxy === null) openDirect(attempt, authority, surroundings, secure);
  else openThrough(attempt, authority, proxy, { surroundings, secure });
  return () => attempt.fail(new Error("given up"));
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
  watch<T extends Duplex>(connection: T): T {
    this.#open = connection;
    connection.on("error", (error) => this.fail(error));
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
  const ask = (connection: Duplex): void => {
    connectThrough(connection, authority, proxy.authorization, (error) => {
      if (error !== null) attempt.fail(error);
      else if (secure) secured(attempt, connection, authority, surroundings);
      else {
        attempt.succeed(connection);
        // Paused since the proxy's answer: HTTP listens to a connection but does not set a paused one going.
        connection.resume();
      }
    });
  };
  const raw = attempt.watch(tcp(proxy.authority, surroundings));
  raw.once("connect", () => {
    if (!proxy.secure) ask(raw);
    else overTls(attempt, raw, { ...proxy.authority, secureContext: surroundings.secureContext }, ask);
  });
}

function tcp({ host, port }: Authority, surroundings: Surroundings, lookup?: LookupFunction): Socket {
  const options = { host, port, noDelay: true, keepAlive: true };
  const socket = netConnect(lookup === undefined ? options : { ...options, lookup });
  surroundings.outgoing?.add(socket);
  return socket;
}

function secured(attempt: Attempt, raw: Duplex, authority: Authority, surroundings: Surroundings): void {
  const identity = { ...authority, secureContext: surroundings.secureContext };
  overTls(attempt, raw, identity, (connection) => attempt.succeed(connection));
}

/** TLS to exactly the named host; no session is ever reused, so each connection proves its identity itself. */
function overTls(
  attempt: Attempt,
  raw: Duplex,
  { host, kind, secureContext }: Pick<Authority, "host" | "kind"> & { secureContext: SecureContext },
  then: (connection: Duplex) => void,
): void {
  if (attempt.over) return;
  const tls = attempt.watch(
    tlsConnect({
      socket: raw,
      host,
      servername: kind === "name" ? host : "",
      secureContext,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    }),
  );
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
