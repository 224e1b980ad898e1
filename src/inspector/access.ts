// Who may ask the inspector: this page in this browser, nobody else. A page of another origin can send requests to a loopback port
// and can rebind names to it; it cannot set Host or a header of its own, and does not know the token.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The header that carries the token; browsers send none of its kind across origins without asking first. */
export const tokenHeader = "x-countersign-token";

/** What a request must show. */
export interface AccessRule {
  readonly port: number;
  readonly token: string;
}

/** What is looked at of a request. */
export type Asking = Pick<IncomingMessage, "rawHeaders" | "method">;

/** 421 for a request that names another host, 403 for one that another page made; null for one that may be answered. */
export function strangeness(request: Asking, { port }: Pick<AccessRule, "port">): 403 | 421 | null {
  const hosts = valuesOf(request, "host");
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const host = hosts[0]?.toLowerCase();
  if (hosts.length !== 1 || host === undefined || !own.includes(host)) return 421;
  // A page's own origin is the host that it was loaded from: the others in the list are other origins.
  if (valuesOf(request, "origin").some((origin) => origin.toLowerCase() !== `http://${host}`)) return 403;
  return null;
}

/** 403 for a request that the browser says another site made, 401 for one without the token; null for one that may be answered. */
export function refusedAccess(request: Asking, { token }: Pick<AccessRule, "token">): 401 | 403 | null {
  const sites = valuesOf(request, "sec-fetch-site");
  if (sites.some((site) => site !== "same-origin" && site !== "none")) return 403;
  const tokens = valuesOf(request, tokenHeader);
  return tokens.length === 1 && equalInConstantTime(tokens[0] ?? "", token) ? null : 401;
}

/** Hashes have one length: comparing them tells nothing of either text, its length included. */
function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(hash(a), hash(b));
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Every value of a header as it was sent: Node joins or drops repeated ones. */
export function valuesOf({ rawHeaders }: Asking, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? "");
  return values;
}
