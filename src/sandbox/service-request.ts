// A request that has passed, as the sandbox's services see it.
import type { Endpoint } from "../endpoints/endpoint.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { QueryParameter } from "../sigv4/canonical-query.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode } from "../sigv4/percent-encoding.ts";

/** A verified request with its body, aws-chunked framing removed. */
export interface ServiceRequest {
  readonly captured: CapturedRequest;
  readonly endpoint: Endpoint;
  /** Host without port, lower case. */
  readonly host: string;
  /** Raw path as sent. */
  readonly path: string;
  readonly query: readonly QueryParameter[];
  readonly body: Uint8Array;
  readonly requestId: string;
  readonly nowEpochMs: number;
}

/** The account every sandbox identity belongs to. */
export const sandboxAccount = "000000000000";

/** The first value of a header, or null. */
export function header(request: ServiceRequest, lowerName: string): string | null {
  return headerValue(request.captured.headers, lowerName) ?? null;
}

/** The value of a query parameter as text, `+` read as it stands, or null when it is absent. */
export function queryText(request: ServiceRequest, name: string): string | null {
  const found = request.query.find((parameter) => percentDecode(parameter.name) === name);
  return found ? utf8Text(percentDecode(found.value ?? "")) : null;
}

/** Parameters of the Query protocol, from the form body and the query. Latin1 escapes are read as UTF-8. */
export function formParameters(request: ServiceRequest): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  const body = /^application\/x-www-form-urlencoded/i.test(header(request, "content-type") ?? "")
    ? Buffer.from(request.body).toString("latin1")
    : "";
  for (const { name, value } of [...request.query, ...queryParameters(body.slice(0, 1024 * 1024))]) {
    const plain = (text: string): string => utf8Text(percentDecode(text.replaceAll("+", " ")));
    if (form.size < 1000) form.set(plain(name), plain(value ?? ""));
  }
  return form;
}

/** The body as a JSON object; null when it is none. */
export function jsonBody(request: ServiceRequest): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(request.body));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as { [name: string]: unknown })
      : null;
  } catch {
    return null;
  }
}

/** Latin1 text whose characters are UTF-8 bytes, as unicode text. */
export function utf8Text(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes;
}

/** Unicode text as latin1 text of its UTF-8 bytes. */
export function utf8Bytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
