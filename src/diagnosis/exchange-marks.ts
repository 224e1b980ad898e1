// The marks by which exchanges are recognised as related: read from the raw bytes at once, for every request of live traffic.
import type { CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";

/** What is looked at of a request before it is examined. Text is as sent. */
export interface RequestMarks {
  /** The signature, or null without one. */
  readonly signature: string | null;
  readonly accessKeyId: string | null;
  /** X-Amz-Date of header or query; null without one. */
  readonly amzDate: string | null;
}

/** The marks of a request. Nothing is parsed that is not needed: a rough reading, for finding and not for judging. */
export function requestMarks({ headers, target }: CapturedRequest): RequestMarks {
  let authorization: string | null = null;
  let amzDate: string | null = null;
  for (const [name, value] of headers) {
    if (name.length === 13 && name.toLowerCase() === "authorization") authorization ??= value;
    else if (name.length === 10 && name.toLowerCase() === "x-amz-date") amzDate ??= value;
  }
  if (authorization !== null)
    return {
      signature: between(authorization, "Signature=", ","),
      accessKeyId: between(authorization, "Credential=", "/"),
      amzDate,
    };
  if (!target.includes("X-Amz-Signature=")) return { signature: null, accessKeyId: null, amzDate };
  const credential = between(target, "X-Amz-Credential=", "&") ?? "";
  return {
    signature: between(target, "X-Amz-Signature=", "&"),
    accessKeyId: /^[^/%]*/.exec(credential)?.[0] ?? null,
    amzDate: between(target, "X-Amz-Date=", "&"),
  };
}

function between(text: string, start: string, end: string): string | null {
  const from = text.indexOf(start);
  if (from < 0) return null;
  const to = text.indexOf(end, from + start.length);
  return text.slice(from + start.length, to < 0 ? text.length : to).trim();
}

/** Where an answer sends its client. */
export interface RedirectTarget {
  /** Host with port as named, in lower case. */
  readonly host: string;
  /** Path and query, or null where only a host is named. */
  readonly target: string | null;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The redirect that an answer asks for: its Location, or the Endpoint in the body of S3; null for other answers. */
export function redirectTarget(
  request: CapturedRequest,
  response: CapturedResponse | null,
): RedirectTarget | null {
  if (!response || !redirects.has(response.status)) return null;
  const location = headerValue(response.headers, "location")?.trim();
  if (location !== undefined && location !== "") return located(request, location);
  const body = response.body.content ? latin1(response.body.content.subarray(0, 8192)) : "";
  const endpoint = /<Endpoint>([^<\s]{1,255})<\/Endpoint>/.exec(body)?.[1];
  return endpoint === undefined ? null : { host: endpoint.toLowerCase(), target: null };
}

function located(request: CapturedRequest, location: string): RedirectTarget {
  const absolute = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(location);
  if (!absolute) return { host: request.authority.toLowerCase(), target: location };
  return { host: (absolute[1] ?? "").toLowerCase(), target: absolute[2] === "" ? "/" : (absolute[2] ?? "/") };
}

/** The request id of an answer that refuses, or null: the same id twice is the same answer twice. */
export function refusalId(response: CapturedResponse | null): string | null {
  if (!response || response.status < 400) return null;
  const { headers } = response;
  return headerValue(headers, "x-amz-request-id") ?? headerValue(headers, "x-amzn-requestid") ?? null;
}
