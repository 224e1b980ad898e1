// CONNECT spoken to an upstream proxy, so that TLS stays end to end and not one byte of a request changes on its way.
import type { Duplex } from "node:stream";
import type { Authority } from "../interception/authority.ts";
import { authorityText } from "../interception/authority.ts";

const longestAnswer = 16_384;

/** What a CONNECT says besides the destination. Latin1 texts; null where there is none. */
export interface ConnectHeaders {
  /** The value of Proxy-Authorization. A secret. */
  readonly authorization: string | null;
  /** The value of Via: the proxies this tunnel has come through. */
  readonly via: string | null;
}

/** Asks for a tunnel. Calls back with null when it is open, or with the reason why not. */
export function connectThrough(
  connection: Duplex,
  authority: Authority,
  { authorization, via }: ConnectHeaders,
  done: (error: Error | null) => void,
): void {
  const target = authorityText(authority.host, authority.port);
  const login = authorization === null ? "" : `Proxy-Authorization: ${authorization}\r\n`;
  const headers = via === null ? login : `${login}Via: ${via}\r\n`;
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const end = seen.indexOf("\r\n\r\n");
    if (end < 0 && seen.length <= longestAnswer) return;
    connection.removeListener("data", onData);
    connection.pause();
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(seen.subarray(0, 64).toString("latin1"))?.[1];
    const error =
      end < 0 || status === undefined ? notHttp() : status.startsWith("2") ? null : refused(status);
    if (error === null && seen.length > end + 4) connection.unshift(seen.subarray(end + 4));
    done(error);
  };
  connection.on("data", onData);
  connection.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${headers}\r\n`);
}

function notHttp(): Error {
  return Object.assign(new Error("the upstream proxy did not answer in HTTP"), {
    code: "ERR_UPSTREAM_PROXY",
  });
}

function refused(status: string): Error {
  const why = status === "407" ? "the upstream proxy wants other credentials" : "the upstream proxy refused";
  return Object.assign(new Error(`${why} (status ${status})`), { code: "ERR_UPSTREAM_PROXY" });
}
