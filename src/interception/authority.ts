// A host and port as a client names them (CONNECT target, Host header, absolute target), under one strict grammar.
import { canonicalIpAddress, parseIpv4, parseIpv6 } from "./ip-address.ts";

/** A host in its one spelling (lower case, no brackets, no trailing dot, canonical addresses) and a port. */
export interface Authority {
  readonly host: string;
  readonly port: number;
  readonly kind: "name" | "ipv4" | "ipv6";
}

/** Why a text is no authority. */
export interface AuthorityRefusal {
  readonly refused: string;
}

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * Reads `host` or `host:port`; without a port the default is taken, and with a null default the port is required.
 * Host is a canonical IPv4 address, an IPv6 address in brackets, or letter-digit-hyphen labels (underscores too, as S3
 * buckets have them) of at most 63 characters and 253 in all.
 */
export function parseAuthority(text: string, defaultPort: number | null): Authority | AuthorityRefusal {
  if (text.length > 262) return { refused: "longer than a host and port can be" };
  const cut = text.startsWith("[") ? text.indexOf("]") + 1 : text.indexOf(":");
  const end = cut <= 0 ? text.length : cut;
  const port = parsePort(text.slice(end), defaultPort);
  if (port === null) return { refused: "the port is not a number from 1 to 65535" };
  const host = text.slice(0, end);
  if (host.startsWith("[")) return ipv6Authority(host, port);
  return hostAuthority(host.toLowerCase().replace(/\.$/, ""), port);
}

/** Whether parseAuthority understood the text. */
export function isAuthority(parsed: Authority | AuthorityRefusal): parsed is Authority {
  return "host" in parsed;
}

/** `host:port`, the host in brackets when it is an IPv6 address. */
export function authorityText(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function parsePort(suffix: string, defaultPort: number | null): number | null {
  if (suffix === "") return defaultPort;
  if (!/^:[1-9]\d{0,4}$/.test(suffix)) return null;
  const port = Number(suffix.slice(1));
  return port <= 65535 ? port : null;
}

function ipv6Authority(bracketed: string, port: number): Authority | AuthorityRefusal {
  const bytes = bracketed.endsWith("]") ? parseIpv6(bracketed.slice(1, -1)) : null;
  return bytes === null
    ? { refused: "not an IPv6 address between brackets" }
    : { host: canonicalIpAddress(bytes), port, kind: "ipv6" };
}

function hostAuthority(host: string, port: number): Authority | AuthorityRefusal {
  if (parseIpv4(host) !== null) return { host, port, kind: "ipv4" };
  const labels = host.split(".");
  if (host === "" || host.length > 253 || !labels.every((part) => label.test(part))) {
    return { refused: "not a host name or address" };
  }
  // Resolvers read such names as addresses (inet_aton: 127.1, 0x7f.1, 2130706433), so they would pass for names here.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels[labels.length - 1] ?? "")) {
    return { refused: "an address in another spelling than four decimal numbers" };
  }
  return { host, port, kind: "name" };
}
