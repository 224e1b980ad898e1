// HAR 1.2 (the format of browsers' network panels): each exchange an entry, with the whole examination under `_countersign`.
import { targetParts } from "../http/request-target.ts";
import { parseAmzDate } from "../sigv4/amz-date.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import { isoTime } from "./examination-json.ts";
import type { ExportedBody, ExportedExchange, ExportedResponse } from "./exported-exchange.ts";
import { requestUrl } from "./request-facts.ts";

/** A HAR document in pieces of text, an entry at a time. `version` is that of countersign. */
export async function* harDocument(
  exchanges: AsyncIterable<ExportedExchange> | Iterable<ExportedExchange>,
  version: string,
): AsyncGenerator<string> {
  yield harHead(version);
  let first = true;
  for await (const exchange of exchanges) {
    yield `${first ? "" : ","}\n${JSON.stringify(harEntry(exchange))}`;
    first = false;
  }
  yield harTail;
}

/** The HAR document of one exchange. */
export function harOfOne(exchange: ExportedExchange, version: string): string {
  return `${harHead(version)}\n${JSON.stringify(harEntry(exchange))}${harTail}`;
}

type Json = Readonly<Record<string, unknown>>;

function harHead(version: string): string {
  const creator = { name: "countersign", version };
  const comment =
    "secrets redacted and signatures shortened; _countersign holds the examination, its texts with one character for each byte";
  return `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"comment":${JSON.stringify(comment)},"entries":[`;
}

const harTail = "\n]}}\n";

function harEntry(exchange: ExportedExchange): Json {
  const { requestEpochMs, responseEpochMs, examination } = exchange;
  const waited =
    requestEpochMs === null || responseEpochMs === null ? 0 : Math.max(0, responseEpochMs - requestEpochMs);
  return {
    startedDateTime: startOf(exchange),
    time: waited,
    request: harRequest(exchange),
    response: harResponse(exchange.response),
    cache: {},
    timings: { send: 0, wait: waited, receive: 0 },
    ...(exchange.interrupted === null ? {} : { comment: exchange.interrupted }),
    _countersign: examination,
  };
}

/** When it was captured; where nobody knows, when the client says it signed. */
function startOf({ requestEpochMs, examination }: ExportedExchange): string {
  const signed = parseAmzDate(examination.envelope.amzDate ?? "");
  return isoTime(requestEpochMs) ?? examination.time ?? isoTime(signed) ?? "1970-01-01T00:00:00.000Z";
}

function harRequest({ examination, requestBody }: ExportedExchange): Json {
  const { request } = examination;
  const type = request.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return {
    method: request.method,
    url: uriText(requestUrl(request)),
    httpVersion: `HTTP/${request.httpVersion}`,
    cookies: [],
    headers: headerList(request.headers),
    queryString: queryParameters(targetParts(request.target).query).map(({ name, value }) => ({
      name: wireText(percentDecode(name)),
      value: wireText(percentDecode(value ?? "")),
    })),
    ...(requestBody.bytes === 0 ? {} : { postData: postData(requestBody, wireText(type)) }),
    headersSize: -1,
    bodySize: requestBody.bytes,
  };
}

function postData(body: ExportedBody, mimeType: string): Json {
  const text = asText(body.text);
  if (body.text === null) return { mimeType, text: "", comment: notKept };
  const comment = body.exact ? {} : { comment: redacted };
  return text === null
    ? { mimeType, text: base64(body.text), _encoding: "base64", ...comment }
    : { mimeType, text, ...comment };
}

const notKept = "the body was not kept, or may hold secrets";
const redacted = "secrets in the body were redacted: it is not byte for byte what was sent";

/** HAR wants a response of every entry: without one its status is 0, as browsers write it. */
function harResponse(response: ExportedResponse | null): Json {
  if (!response) {
    const content = { size: 0, mimeType: "x-unknown" };
    return {
      status: 0,
      statusText: "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: [],
      content,
      redirectURL: "",
      headersSize: -1,
      bodySize: -1,
    };
  }
  const { status, reason, headers, body } = response;
  const first = (wanted: string): string =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
  return {
    status,
    statusText: wireText(reason),
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: headerList(headers),
    content: content(body, wireText(first("content-type")) || "x-unknown"),
    redirectURL: wireText(first("location")),
    headersSize: -1,
    bodySize: body.bytes,
  };
}

function content(body: ExportedBody, mimeType: string): Json {
  const size = body.bytes;
  if (body.text === null) return { size, mimeType, comment: notKept };
  const text = asText(body.text);
  return text === null
    ? { size, mimeType, text: base64(body.text), encoding: "base64" }
    : { size, mimeType, text };
}

function headerList(headers: readonly (readonly [name: string, value: string])[]): Json[] {
  return headers.map(([name, value]) => ({ name: wireText(name), value: wireText(value) }));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Latin1 text of bytes as the text they are in UTF-8; null where they are none. Characters beyond latin1 are marks of redaction. */
function asText(bytes: string | null): string | null {
  if (bytes === null || !/[^\0-\x7f]/.test(bytes)) return bytes;
  if (/[^\0-\xff]/.test(bytes)) return bytes;
  try {
    return decoder.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return null;
  }
}

function wireText(bytes: string): string {
  return asText(bytes) ?? bytes;
}

function base64(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}

/** HAR wants a URI: what may not stand in one is percent-encoded here; the exact target is in the examination. */
function uriText(url: string): string {
  const bytes = url.replace(/[^\0-\xff]/g, (character) => Buffer.from(character, "utf8").toString("latin1"));
  const literal = /^[a-z]+:\/\/\[[0-9A-Fa-f:.]+\]/i.exec(bytes)?.[0] ?? "";
  const rest = bytes.slice(literal.length).replace(/%(?![0-9A-Fa-f]{2})/g, "%25");
  return literal + rest.replace(/[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]/g, percentEncode);
}
