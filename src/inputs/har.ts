// HAR 1.2: requests and answers as browsers and proxies save them. The file is foreign and may be hostile: every member is looked at.
import type { CapturedBody, CapturedRequest, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1, wholeBody } from "../http/http-message.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import { entryLosses, writerLoss } from "./har-losses.ts";
import type { InputExchange, InputReading } from "./input-exchange.ts";
import { captured, mostRequests, textBody, unreadable, utf8AsLatin1 } from "./input-exchange.ts";
import { requestUrl } from "./request-url.ts";

type Json = { readonly [name: string]: unknown };

/** Reads a HAR file (UTF-8 bytes). */
export function harExchanges(bytes: Uint8Array): InputReading {
  const log = logOf(bytes);
  const entries = member(log, "entries");
  if (!Array.isArray(entries))
    return unreadable("the input is no HAR file: it has no log with a list of entries");
  if (entries.length > mostRequests) return unreadable(`the HAR file has more than ${mostRequests} entries`);
  const found: InputExchange[] = [];
  let skipped = 0;
  for (const entry of entries) {
    const read = exchangeOf(entry);
    if (read) found.push(read);
    else skipped += 1;
  }
  if (found.length === 0) return unreadable("the HAR file has no entry with a request that can be read");
  return noted(found, log, skipped);
}

/** What is to be said of the whole file stands with its first request, or with its last. */
function noted(found: readonly InputExchange[], log: unknown, skipped: number): InputExchange[] {
  const creator = member(member(log, "creator"), "name");
  const loss = typeof creator === "string" ? writerLoss(creator) : null;
  const first = loss === null ? [] : [loss];
  const last = skipped === 0 ? [] : [`${skipped} entries of the HAR file cannot be read`];
  return found.map((one, at) => ({
    ...one,
    notes: [...(at === 0 ? first : []), ...one.notes, ...(at === found.length - 1 ? last : [])],
  }));
}

function logOf(bytes: Uint8Array): unknown {
  try {
    return member(JSON.parse(new TextDecoder("utf-8").decode(bytes)), "log");
  } catch {
    return undefined;
  }
}

function exchangeOf(entry: unknown): InputExchange | null {
  const notes: string[] = [];
  const request = requestOf(entry, notes);
  return request && captured(request, responseOf(member(entry, "response")), notes);
}

function requestOf(entry: unknown, notes: string[]): CapturedRequest | null {
  const asked = member(entry, "request");
  const [method, address] = [member(asked, "method"), member(asked, "url")];
  const url = typeof address === "string" ? requestUrl(address.replaceAll(" ", "%20")) : null;
  if (typeof method !== "string" || !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/.test(method) || !url) return null;
  const named = headersOf(member(asked, "headers"));
  const facts = { httpVersion: String(member(asked, "httpVersion")), headers: named, url: String(address) };
  notes.push(...entryLosses(facts));
  const authority = headerValue(named, "host") ?? headerValue(named, ":authority") ?? url.authority;
  const headers = named.filter(([name]) => !name.startsWith(":"));
  const body = bodyOf(member(asked, "postData"), headerValue(headers, "content-length"), notes);
  const startedAt = Date.parse(String(member(entry, "startedDateTime")));
  return {
    method,
    scheme: url.scheme,
    authority,
    target: url.target,
    httpVersion: "1.1",
    headers: headerValue(headers, "host") === undefined ? [["Host", authority], ...headers] : headers,
    body,
    connection: null,
    receivedAtEpochMs: Number.isFinite(startedAt) ? startedAt : null,
  };
}

function headersOf(value: unknown): RawHeader[] {
  if (!Array.isArray(value)) return [];
  const headers: RawHeader[] = [];
  for (const one of value.slice(0, 1000)) {
    const [name, text] = [member(one, "name"), member(one, "value")];
    if (typeof name === "string" && typeof text === "string" && name !== "")
      headers.push([utf8AsLatin1(name), utf8AsLatin1(text).replace(/^[ \t]+|[ \t]+$/g, "")]);
  }
  return headers;
}

/** HAR keeps a body as text; a browser that sent binary leaves it out or spoils it, which its length shows. */
function bodyOf(posted: unknown, length: string | undefined, notes: string[]): CapturedBody {
  const text = member(posted, "text");
  const body =
    typeof text !== "string"
      ? textBody("")
      : (member(posted, "encoding") ?? member(posted, "_encoding")) === "base64"
        ? wholeBody(Buffer.from(text, "base64"))
        : textBody(utf8AsLatin1(text));
  if (length === undefined || !/^\d{1,15}$/.test(length) || Number(length) === body.bytes) return body;
  notes.push(`the HAR file holds ${body.bytes} bytes of a body of ${length}`);
  return body;
}

function responseOf(answered: unknown): CapturedResponse | null {
  const status = member(answered, "status");
  if (typeof status !== "number" || status < 100 || status > 599) return null;
  const content = member(answered, "content");
  const text = member(content, "text");
  const coded = member(content, "encoding") === "base64";
  const body =
    typeof text !== "string" ? "" : coded ? latin1(Buffer.from(text, "base64")) : utf8AsLatin1(text);
  const reason = member(answered, "statusText");
  // The text of a HAR is what was unpacked: the coding that the header names is gone.
  const headers = headersOf(member(answered, "headers")).filter(
    ([name]) => !/^content-encoding$/i.test(name),
  );
  return {
    status,
    reason: typeof reason === "string" ? reason.slice(0, 200) : "",
    headers,
    body: textBody(body),
    receivedAtEpochMs: null,
  };
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Json)[name];
}
