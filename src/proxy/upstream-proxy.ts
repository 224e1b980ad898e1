// The proxy between us and the world, as people configure it: HTTPS_PROXY, HTTP_PROXY, NO_PROXY or an explicit address.
import type { Authority } from "../interception/authority.ts";
import { isAuthority, parseAuthority } from "../interception/authority.ts";
import { isLoopbackName } from "../interception/destination.ts";
import { addressKind, parseIpAddress } from "../interception/ip-address.ts";

/** Values as the environment gives them; null where unset. */
export interface UpstreamProxySettings {
  readonly httpsProxy: string | null;
  readonly httpProxy: string | null;
  readonly noProxy: string | null;
}

/** One upstream proxy: spoken to over TLS or in the clear, with basic credentials or without. */
export interface UpstreamProxy {
  readonly secure: boolean;
  readonly authority: Authority;
  /** Value of Proxy-Authorization, or null. A secret: never logged. */
  readonly authorization: string | null;
}

/** Reads a proxy address (`http://user:pass@host:port`, `https://…`, `host:port`); null when it is none. */
export function parseUpstreamProxy(text: string): UpstreamProxy | null {
  const parts = /^(?:(https?):\/\/)?(?:([^@/]*)@)?([^@/?#]+)\/?$/i.exec(text.trim());
  if (parts === null) return null;
  const secure = parts[1]?.toLowerCase() === "https";
  const authority = parseAuthority(parts[3] ?? "", secure ? 443 : 80);
  if (!isAuthority(authority)) return null;
  const userinfo = parts[2] === undefined ? null : decoded(parts[2]);
  const authorization =
    userinfo === null ? null : `Basic ${Buffer.from(userinfo, "utf8").toString("base64")}`;
  return { secure, authority, authorization };
}

/** The upstream proxy for a destination, or null to connect directly. This machine is always reached directly. */
export function upstreamProxyFor(
  settings: UpstreamProxySettings | null,
  destination: Authority,
  secure: boolean,
): UpstreamProxy | null {
  const text = secure ? settings?.httpsProxy : settings?.httpProxy;
  if (settings === null || !text || isLoopback(destination)) return null;
  return isExempt(settings.noProxy ?? "", destination) ? null : parseUpstreamProxy(text);
}

function isLoopback(destination: Authority): boolean {
  const bytes = parseIpAddress(destination.host);
  return bytes === null ? isLoopbackName(destination.host) : addressKind(bytes) === "loopback";
}

/** NO_PROXY as curl, Go and Python read it: `*`, or names that also stand for everything below them, with or without a port. */
function isExempt(noProxy: string, destination: Authority): boolean {
  return noProxy.split(/[\s,]+/).some((entry) => entry !== "" && exempts(entry.toLowerCase(), destination));
}

function exempts(entry: string, { host, port }: Authority): boolean {
  if (entry === "*") return true;
  const bare = parseIpAddress(entry) === null ? entry : entry.includes(":") ? `[${entry}]` : entry;
  const named = parseAuthority(bare.replace(/^\*?\./, ""), port);
  if (!isAuthority(named) || named.port !== port) return false;
  return host === named.host || (named.kind === "name" && host.endsWith(`.${named.host}`));
}

function decoded(userinfo: string): string {
  try {
    return decodeURIComponent(userinfo);
  } catch {
    return userinfo;
  }
}
