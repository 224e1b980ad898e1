// What a request head must obey before any of it goes upstream. Raw headers are forwarded as they are, so the proxy is
// answerable for what the parser lets through: a head two servers could read differently is refused, never repaired.

/** A request head as received. `rawHeaders` is flat, as Node gives it: name, value, name, value. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  /** `1.1` or `1.0`. */
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
}

/** A refused head: a stable rule id and a sentence for the client. */
export interface HeadRefusal {
  readonly rule: string;
  readonly message: string;
}

/** Most header fields a head may have, and most bytes of them. */
const headLimits = { fields: 200, bytes: 65536 };

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const lineBreaking = /[\0\r\n]/;
const contentLength = /^(?:0|[1-9][0-9]{0,15})$/;

interface Singletons {
  host: number;
  authorization: number;
  contentType: number;
  expect: number;
  trailer: number;
  contentLength: string | null;
  transferEncoding: string | null;
  repeated: string | null;
}

/** The first rule a head breaks, or null (RFC 9112, 3 and 6; RFC 9110, 5). */
export function requestRefusal(head: RequestHead): HeadRefusal | null {
  if (head.httpVersion !== "1.1" && head.httpVersion !== "1.0") {
    return { rule: "http-version", message: `HTTP/${head.httpVersion} is not served` };
  }
  return fieldRefusal(head.rawHeaders) ?? framingRefusal(head) ?? targetRefusal(head);
}

function fieldRefusal(rawHeaders: readonly string[]): HeadRefusal | null {
  if (rawHeaders.length > headLimits.fields * 2) {
    return { rule: "header-count", message: `more than ${headLimits.fields} header fields` };
  }
  let bytes = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    bytes += name.length + value.length + 4;
    if (!token.test(name)) return { rule: "header-name", message: "a header name is not a token" };
    if (lineBreaking.test(value)) return { rule: "header-value", message: "a header value breaks the line" };
  }
  return bytes > headLimits.bytes
    ? { rule: "header-size", message: "the header is longer than 64 KiB" }
    : null;
}

function framingRefusal(head: RequestHead): HeadRefusal | null {
  const seen = singletons(head.rawHeaders);
  if (seen.host !== 1) return { rule: "host-count", message: "there must be exactly one Host header" };
  if (seen.repeated !== null)
    return { rule: "repeated-header", message: `more than one ${seen.repeated} header` };
  if (seen.contentLength !== null && !contentLength.test(seen.contentLength)) {
    return { rule: "content-length", message: "Content-Length is not a plain decimal number" };
  }
  if (seen.trailer > 0 && seen.transferEncoding === null) {
    return { rule: "trailer-framing", message: "Trailer needs Transfer-Encoding: chunked" };
  }
  return transferRefusal(seen, head.httpVersion);
}

function transferRefusal(seen: Singletons, httpVersion: string): HeadRefusal | null {
  if (seen.transferEncoding === null) return null;
  if (seen.contentLength !== null) {
    return { rule: "two-lengths", message: "both Content-Length and Transfer-Encoding" };
  }
  if (seen.transferEncoding.toLowerCase() !== "chunked") {
    return { rule: "transfer-encoding", message: "Transfer-Encoding is not exactly chunked" };
  }
  return httpVersion === "1.1"
    ? null
    : { rule: "transfer-encoding-version", message: "Transfer-Encoding needs HTTP/1.1" };
}

function targetRefusal(head: RequestHead): HeadRefusal | null {
  const { target } = head;
  const originForm = target.startsWith("/") || (target === "*" && head.method === "OPTIONS");
  if (!originForm) return { rule: "target-form", message: "the target must be a path" };
  if (target.includes("#")) return { rule: "target-fragment", message: "the target holds a #" };
  return /[^\x21-\x7e]/.test(target)
    ? { rule: "target-bytes", message: "the target holds bytes outside printable ASCII" }
    : null;
}

function singletons(rawHeaders: readonly string[]): Singletons {
  const seen: Singletons = {
    host: 0,
    authorization: 0,
    contentType: 0,
    expect: 0,
    trailer: 0,
    contentLength: null,
    transferEncoding: null,
    repeated: null,
  };
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (mayBeSingleton(name.length)) countSingleton(seen, name.toLowerCase(), rawHeaders[index + 1] ?? "");
  }
  return seen;
}

/** Lengths of host, expect, trailer, content-type, authorization, content-length, transfer-encoding. */
function mayBeSingleton(length: number): boolean {
  return length === 4 || length === 6 || length === 7 || (length >= 12 && length <= 14) || length === 17;
}

function countSingleton(seen: Singletons, name: string, value: string): void {
  switch (name) {
    case "host":
      seen.host += 1;
      break;
    case "authorization":
      if (++seen.authorization > 1) seen.repeated = "Authorization";
      break;
    case "content-type":
      if (++seen.contentType > 1) seen.repeated = "Content-Type";
      break;
    case "expect":
      if (++seen.expect > 1) seen.repeated = "Expect";
      break;
    case "trailer":
      seen.trailer += 1;
      break;
    case "content-length":
      if (seen.contentLength !== null) seen.repeated = "Content-Length";
      seen.contentLength = value;
      break;
    case "transfer-encoding":
      if (seen.transferEncoding !== null) seen.repeated = "Transfer-Encoding";
      seen.transferEncoding = value;
      break;
  }
}
