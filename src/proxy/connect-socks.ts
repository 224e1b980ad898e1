// SOCKS 5 spoken to an upstream proxy (RFC 1928, RFC 1929), by the package that npm and Electron use for it.
import type { Socket } from "node:net";
import { SocksClient } from "socks";
import type { Authority } from "../interception/authority.ts";
import type { ProxyLogin } from "./upstream-proxy.ts";

/** Asks for a connection to a name or address; the proxy resolves names. Calls back with null, or with the reason why not. */
export function connectSocks(
  connection: Socket,
  authority: Authority,
  login: ProxyLogin | null,
  done: (error: Error | null) => void,
): void {
  const credentials = login === null ? {} : { userId: login.user, password: login.password };
  const client = new SocksClient({
    command: "connect",
    // The proxy's own address is not used for a connection that exists, but it is checked.
    proxy: { host: "upstream-proxy", port: 1, type: 5, ...credentials },
    destination: { host: authority.host, port: authority.port },
  });
  client.once("error", (error: Error) => done(refused(error)));
  client.once("established", () => done(null));
  client.connect(connection);
}

const reasons: Readonly<Record<string, string>> = {
  NotAllowed: "its rules do not allow this destination",
  NetworkUnreachable: "it cannot reach the destination's network",
  HostUnreachable: "it cannot reach the destination's host",
  ConnectionRefused: "the destination refused its connection",
  TTLExpired: "the destination is too far away",
  CommandNotSupported: "it makes no connections",
  AddressNotSupported: "it does not take this kind of address",
  Failure: "it failed",
};

/** Our own words: the package's error carries the login. */
function refused(error: Error): Error {
  const answer = / - (\w+)$/.exec(error.message)?.[1] ?? "";
  const login = /authentication/i.test(error.message);
  const why = login ? "it wants another login" : (reasons[answer] ?? "it did not answer in SOCKS 5");
  return Object.assign(new Error(`the upstream proxy refused: ${why}`), { code: "ERR_UPSTREAM_PROXY" });
}
