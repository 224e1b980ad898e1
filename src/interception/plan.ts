// What to do with one request: a plan, decided here and carried out by the proxy. Signing again will be a third action.
import type { Authority } from "./authority.ts";
import { isAuthority, parseAuthority } from "./authority.ts";
import type { HeadRefusal, RequestHead } from "./request-rules.ts";
import { requestRefusal } from "./request-rules.ts";

/** Send the request on as it is. */
export interface ForwardPlan {
  readonly action: "forward";
}

/** Answer the request here; nothing goes upstream. */
export interface RefusePlan {
  readonly action: "refuse";
  /** HTTP status of the answer. */
  readonly status: number;
  /** Stable id; the exchange is recorded as `refused:<rule>`. */
  readonly rule: string;
  /** A sentence for the client. */
  readonly message: string;
}

export type Plan = ForwardPlan | RefusePlan;

/** Where a request came in: the authority it is bound to (CONNECT, or the absolute target) and the TLS server name. */
export interface Arrival {
  readonly authority: Authority;
  readonly scheme: "https" | "http";
  readonly sni: string | null;
}

const forward: ForwardPlan = { action: "forward" };

/** Decides one request. A request goes where its connection was opened to, so every name in it has to say the same. */
export function requestPlan(head: RequestHead, arrival: Arrival): Plan {
  const refusal = requestRefusal(head);
  if (refusal !== null) return refusePlan(400, refusal);
  const mismatch = nameMismatch(hostValue(head.rawHeaders), arrival);
  return mismatch === null ? forward : refusePlan(421, mismatch);
}

/** A plan that answers with a status and a rule. */
export function refusePlan(status: number, refusal: HeadRefusal): RefusePlan {
  return { action: "refuse", status, rule: refusal.rule, message: refusal.message };
}

function nameMismatch(host: string, arrival: Arrival): HeadRefusal | null {
  const { authority, scheme, sni } = arrival;
  if (!sameHost(host, authority, scheme === "https" ? 443 : 80)) {
    return { rule: "authority-mismatch", message: "the Host header names another host than the connection" };
  }
  if (sni !== null && !sameHost(sni, { ...authority, port: 443 }, 443)) {
    return { rule: "sni-mismatch", message: "the TLS server name is another host than the connection" };
  }
  return null;
}

/** The port rule: equal, or absent where the scheme's own port is meant. */
function sameHost(text: string, authority: Authority, defaultPort: number): boolean {
  if (text === authority.host && authority.port === defaultPort) return true;
  const parsed = parseAuthority(text, defaultPort);
  return isAuthority(parsed) && parsed.host === authority.host && parsed.port === authority.port;
}

function hostValue(rawHeaders: readonly string[]): string {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") return rawHeaders[index + 1] ?? "";
  }
  return "";
}
