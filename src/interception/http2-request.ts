// An HTTP/2 request head judged before it goes upstream: its pseudo-header fields by the rules of RFC 9113, 8.3, all the rest by
// the rules every request obeys.
import type { Arrival, Plan } from "./plan.ts";
import { refusePlan, requestPlan } from "./plan.ts";
import type { HeadRefusal } from "./request-rules.ts";

/** A request head of HTTP/2, taken apart. Text is latin1. */
export interface Http2Request {
  readonly method: string;
  /** `:path`: what HTTP/1.1 calls the target. */
  readonly target: string;
  readonly scheme: string;
  /** `:authority`, or the Host header where a client sends only that. */
  readonly authority: string;
  /** The other fields, flat: name, value, name, value, in wire order. */
  readonly rawHeaders: readonly string[];
  /** The first rule of HTTP/2 that the head breaks, or null. */
  readonly refusal: HeadRefusal | null;
}

/** Fields that belong to one HTTP/1.1 connection and are malformed in HTTP/2 (RFC 9113, 8.2.2). */
const connectionFields: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

const pseudoNames: ReadonlySet<string> = new Set([":method", ":scheme", ":authority", ":path", ":protocol"]);

/** Takes a decoded header list apart. Never fails: what is missing is empty and named in `refusal`. */
export function http2Request(list: readonly string[]): Http2Request {
  const pseudo = new Map<string, string>();
  const rawHeaders: string[] = [];
  const hosts: string[] = [];
  let refusal: HeadRefusal | null = null;
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = list[index] ?? "";
    const value = list[index + 1] ?? "";
    if (name.startsWith(":")) {
      refusal ??= pseudoRefusal(name, pseudo, rawHeaders.length > 0);
      pseudo.set(name, value);
      continue;
    }
    refusal ??= fieldRefusal(name, value);
    if (name === "host") hosts.push(value);
    rawHeaders.push(name, value);
  }
  return {
    method: pseudo.get(":method") ?? "",
    target: pseudo.get(":path") ?? "",
    scheme: pseudo.get(":scheme") ?? "",
    authority: pseudo.get(":authority") ?? hosts[0] ?? "",
    rawHeaders,
    refusal: refusal ?? missingRefusal(pseudo) ?? hostRefusal(pseudo.get(":authority"), hosts),
  };
}

/** Decides one request: what HTTP/2 asks first, then the plan the same request would get over HTTP/1.1. */
export function http2Plan(request: Http2Request, arrival: Arrival): Plan {
  if (request.refusal !== null) return refusePlan(400, request.refusal);
  const rawHeaders: string[] = ["host", request.authority];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    // Trailers need no announced framing here, and Host has been compared with :authority.
    if (name !== "host" && name !== "trailer") rawHeaders.push(name, request.rawHeaders[index + 1] ?? "");
  }
  return requestPlan(
    { method: request.method, target: request.target, httpVersion: "1.1", rawHeaders },
    arrival,
  );
}

function pseudoRefusal(name: string, seen: ReadonlyMap<string, string>, late: boolean): HeadRefusal | null {
  if (late) return pseudo("a pseudo-header field follows an ordinary one");
  if (!pseudoNames.has(name)) return pseudo("a pseudo-header field is unknown");
  return seen.has(name) ? pseudo(`more than one ${name}`) : null;
}

function fieldRefusal(name: string, value: string): HeadRefusal | null {
  if (/[A-Z]/.test(name)) return { rule: "header-name-case", message: "a header name is not in lower case" };
  const misplaced = connectionFields.has(name) || (name === "te" && value !== "trailers");
  return misplaced ? { rule: "connection-header", message: `HTTP/2 has no ${name} header` } : null;
}

function missingRefusal(seen: ReadonlyMap<string, string>): HeadRefusal | null {
  if (seen.get(":method") === "CONNECT" && !seen.has(":protocol")) {
    return { rule: "method", message: "CONNECT is not served inside a tunnel" };
  }
  for (const name of [":method", ":scheme", ":path"]) {
    if (!seen.has(name)) return pseudo(`there is no ${name}`);
  }
  return seen.get(":scheme") === "https" ? null : pseudo("the scheme is not https");
}

function hostRefusal(authority: string | undefined, hosts: readonly string[]): HeadRefusal | null {
  const differs = authority !== undefined && hosts.some((host) => host !== authority);
  return differs || hosts.length > 1
    ? { rule: "host-count", message: "there must be one host: :authority and Host differ" }
    : null;
}

function pseudo(message: string): HeadRefusal {
  return { rule: "pseudo-header", message };
}
