// The proxy between us and the world, as people configure it: HTTPS_PROXY, HTTP_PROXY, NO_PROXY or an explicit address.
import type { Authority } from "../interception/authority.ts";
import { isAuthority, parseAuthority } from "../interception/authority.ts";
import { isLoopbackName } from "../interception/destination.ts";
import { addressKind, parseIpAddress } from "../interception/ip-address.ts";
import { isExempt } from "./no-proxy.ts";

/** Values as the environment gives them; null where unset. */
export interface UpstreamProxySettings {
  readonly httpsProxy: string | null;
  readonly httpProxy: string | null;
  readonly noProxy: string | null;
}

/** Who we are to a proxy. A secret: never logged. */
export interface ProxyLogin {
  readonly user: string;
  readonly password: string;
}

/** One upstream proxy: spoken to in HTTP, in the clear or over TLS, or in SOCKS 5; with a login or without. */
export interface UpstreamProxy {
  readonly protocol: "http" | "https" | "socks5";
  readonly authority: Authority;
  readonly login: ProxyLogin | null;
}

const defaultPorts = { http: 80, https: 443, socks5: 1080 } as const;

/** Reads a proxy's address (`http://user:pass@host:port`, `https://…`, `socks5://…`, `host:port`); null when it is none. */
export function parseUpstreamProxy(text: string): UpstreamProxy | null {
  const parts = /^(?:(https?|socks5h?):\/\/)?(?:([^/]*)@)?([^@/?#]+)\/?$/i.exec(text.trim());
  if (parts === null) return null;
  const protocol = protocolOf(parts[1] ?? "http");
  const authority = parseAuthority(parts[3] ?? "", defaultPorts[protocol]);
  if (!isAuthority(authority)) return null;
  const login = parts[2] === undefined ? null : loginOf(parts[2]);
  // RFC 1929: one byte holds the length of each.
  if (protocol === "socks5" && login !== null && !fitsSocks(login)) return null;
  return { protocol, authority, login };
}

/** The value of Proxy-Authorization for a login (RFC 7617, UTF-8). A secret. */
export function basicAuthorization({ user, password }: ProxyLogin): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
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

/** The settings for what a client itself puts through a tunnel: TLS, unless the port is that of HTTP in the clear. */
export function tunnelProxySettings(
  settings: UpstreamProxySettings | null,
  { port }: Pick<Authority, "port">,
): UpstreamProxySettings | null {
  return settings === null || port === 80 ? settings : { ...settings, httpProxy: settings.httpsProxy };
}

/** `socks5h` differs from `socks5` in who resolves the name; here it is always the proxy. */
function protocolOf(scheme: string): UpstreamProxy["protocol"] {
  const lower = scheme.toLowerCase();
  return lower === "https" || lower === "http" ? lower : "socks5";
}

function loginOf(userinfo: string): ProxyLogin {
  const colon = userinfo.indexOf(":");
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  return { user: decoded(user), password: colon < 0 ? "" : decoded(userinfo.slice(colon + 1)) };
}

function fitsSocks({ user, password }: ProxyLogin): boolean {
  return user !== "" && Buffer.byteLength(user) <= 255 && Buffer.byteLength(password) <= 255;
}

function isLoopback(destination: Authority): boolean {
  const bytes = parseIpAddress(destination.host);
  return bytes === null ? isLoopbackName(destination.host) : addressKind(bytes) === "loopback";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
