// Raw HTTP/1.1 messages from a file, cut exactly: nothing is dropped silently, and what is odd is reported as a reason.
import type { CapturedBody, CapturedRequest, CapturedResponse } from "./captured-exchange.ts";
import { emptySha256Hex, sha256Hex } from "./digest.ts";
import type { RawHeader, RawHeaders } from "./raw-headers.ts";
import { headerValue } from "./raw-headers.ts";
import { targetParts } from "./request-target.ts";

/** Why a message could not be read. */
export type MessageRefusal =
  | { readonly refusal: "empty" }
  | { readonly refusal: "no-request-line"; readonly line: string }
  | { readonly refusal: "no-status-line"; readonly line: string }
  | { readonly refusal: "header-without-colon"; readonly line: string };

/** A request with its answer as found in one input. */
export interface MessagePair {
  readonly request: CapturedRequest;
  readonly response: CapturedResponse | null;
  /** Bytes behind the body that its framing does not account for. */
  readonly surplusBytes: number;
  /** Bytes the framing promises beyond what the input holds. */
  readonly missingBytes: number;
}

/** How inputs are read. */
export interface MessageOptions {
  /** Overrides the scheme: https unless the target says otherwise or the host is a loopback name. */
  readonly scheme: "http" | "https" | null;
}

/** Reads one request, optionally followed by a line of exactly `%%%` and its response. Bytes in, values or a reason out. */
export function parseHttpMessage(bytes: Uint8Array, options: MessageOptions): MessagePair | MessageRefusal {
  const text = latin1(bytes);
  const head = requestHead(text);
  if ("refusal" in head) return head;
  const framed = framedBody(text, head.bodyStart, head.headers, true);
  const request = requestOf(head, framed.body, options);
  const answer = framed.rest === null ? null : parseHttpResponse(framed.rest);
  if (answer && "refusal" in answer) return answer;
  return { request, response: answer, surplusBytes: framed.surplusBytes, missingBytes: framed.missingBytes };
}

/** The messages of an input that holds several, and why what follows the last of them could not be read. */
export interface MessageSeries {
  readonly pairs: readonly MessagePair[];
  readonly refusal: MessageRefusal | null;
}

/** Reads requests one after another, divided by lines of exactly `%%%`; a part that begins with `HTTP/` answers the request before it. */
export function parseHttpMessages(bytes: Uint8Array, options: MessageOptions): MessageSeries {
  const pairs: MessagePair[] = [];
  let rest: string | null = latin1(bytes);
  while (rest !== null) {
    const first = pairs.length === 0;
    if (!first && rest.trim() === "") break;
    const head = requestHead(rest);
    // One part that is no request behind the first was meant for its answer.
    const spoilt = !first && !/^\s*\S+ .* HTTP\/\d/.test(rest.slice(0, 65_536));
    if ("refusal" in head || spoilt) return { pairs, refusal: unread(head, pairs, rest) };
    const framed: Framed = framedBody(rest, head.bodyStart, head.headers, true);
    const answer = answerIn(framed.rest);
    if (answer && "refusal" in answer) return { pairs, refusal: answer };
    const { surplusBytes, missingBytes } = framed;
    const request = requestOf(head, framed.body, options);
    pairs.push({ request, response: answer?.response ?? null, surplusBytes, missingBytes });
    rest = answer ? answer.rest : framed.rest;
  }
  return { pairs, refusal: null };
}

function unread(head: Head | MessageRefusal, pairs: readonly MessagePair[], rest: string): MessageRefusal {
  const line = rest.slice(0, 200);
  const refusal: MessageRefusal = "refusal" in head ? head : { refusal: "no-request-line", line };
  const answerless = pairs.length === 1 && pairs[0]?.response === null;
  const other = refusal.refusal === "no-request-line" && answerless;
  return other ? { refusal: "no-status-line", line } : refusal;
}

interface Answer {
  readonly response: CapturedResponse;
  readonly rest: string | null;
}

/** The answer at the beginning of a part; null when the part is something else. */
function answerIn(text: string | null): Answer | MessageRefusal | null {
  if (text === null || !/^\s*HTTP\//.test(text.slice(0, 64))) return null;
  const read = responseMessage(text, true);
  return "refusal" in read ? read : { response: read.response, rest: read.rest };
}

/** Reads one response message. */
export function parseHttpResponse(text: string): CapturedResponse | MessageRefusal {
  const read = responseMessage(text, false);
  return "refusal" in read ? read : read.response;
}

function responseMessage(text: string, separable: boolean): Answer | MessageRefusal {
  const cut = headLines(text);
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})(?: (.*))?$/.exec(cut.lines[0] ?? "");
  if (!status) return { refusal: "no-status-line", line: (cut.lines[0] ?? "").slice(0, 200) };
  const headers = headerLines(cut.lines.slice(1));
  if ("refusal" in headers) return headers;
  const { body, rest } = framedBody(text, cut.bodyStart, headers, separable);
  const reason = status[2] ?? "";
  return { response: { status: Number(status[1]), reason, headers, body, receivedAtEpochMs: null }, rest };
}

/** A body value of bytes held in full. */
export function wholeBody(content: Uint8Array): CapturedBody {
  return {
    bytes: content.length,
    sha256Hex: content.length === 0 ? emptySha256Hex : sha256Hex(content),
    content,
  };
}

/** Bytes as latin1 text: one character for each byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Latin1 text as bytes. */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: RawHeaders;
  readonly bodyStart: number;
}

function requestHead(text: string): Head | MessageRefusal {
  const cut = headLines(text);
  const first = cut.lines[0] ?? "";
  if (text.trim() === "") return { refusal: "empty" };
  const line = /^(\S+) (.*) HTTP\/(\d(?:\.\d)?)$/.exec(first) ?? /^(\S+) (\S+)$/.exec(first);
  if (!line) return { refusal: "no-request-line", line: first.slice(0, 200) };
  const headers = headerLines(cut.lines.slice(1));
  if ("refusal" in headers) return headers;
  return {
    method: line[1] ?? "",
    target: line[2] ?? "",
    httpVersion: line[3] ?? "1.1",
    headers,
    bodyStart: cut.bodyStart,
  };
}

/** The lines up to the empty one, with CRLF or LF endings, and where the body begins. */
function headLines(text: string): { lines: string[]; bodyStart: number } {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length) {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    const line = text.slice(at, text[end - 1] === "\r" && end > at ? end - 1 : end);
    if (line === separator && lines.length > 0) return { lines, bodyStart: at };
    at = end + 1;
    if (line === "" && lines.length > 0) return { lines, bodyStart: Math.min(at, text.length) };
    if (line !== "") lines.push(line);
  }
  return { lines, bodyStart: text.length };
}

function headerLines(lines: readonly string[]): RawHeaders | MessageRefusal {
  const headers: RawHeader[] = [];
  for (const line of lines) {
    const previous = headers.at(-1);
    if (/^[ \t]/.test(line) && previous) {
      headers[headers.length - 1] = [previous[0], `${previous[1]} ${line.trim()}`];
      continue;
    }
    const colon = line.indexOf(":");
    if (colon <= 0) return { refusal: "header-without-colon", line: line.slice(0, 200) };
    headers.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")]);
  }
  return headers;
}

const separator = "%%%";

interface Framed {
  readonly body: CapturedBody;
  /** What stands behind the separator; null without one. */
  readonly rest: string | null;
  readonly surplusBytes: number;
  readonly missingBytes: number;
}

function framedBody(text: string, start: number, headers: RawHeaders, separable: boolean): Framed {
  const chunked = /(?:^|,)\s*chunked\s*$/i.test(headerValue(headers, "transfer-encoding") ?? "");
  const lengthText = headerValue(headers, "content-length") ?? "";
  const length = /^\d{1,15}$/.test(lengthText) ? Number(lengthText) : null;
  if (chunked) {
    const decoded = dechunked(text, start);
    if (decoded) return closed(text, decoded.end, { content: decoded.content, missingBytes: 0 }, separable);
  } else if (length !== null) {
    const end = Math.min(start + length, text.length);
    return closed(
      text,
      end,
      { content: text.slice(start, end), missingBytes: start + length - end },
      separable,
    );
  }
  const mark = separable ? separatorAt(text, start) : null;
  const end = mark ? mark.before : text.length;
  return {
    body: wholeBody(latin1Bytes(text.slice(start, end))),
    rest: mark ? text.slice(mark.after) : null,
    surplusBytes: 0,
    missingBytes: 0,
  };
}

/** Surplus beyond this length is counted and not kept. */
const keptSurplusBytes = 65_536;

function closed(
  text: string,
  end: number,
  body: { content: string; missingBytes: number },
  separable: boolean,
): Framed {
  const mark = separable ? separatorAt(text, end) : null;
  const surplus = text.slice(end, mark ? mark.before : text.length);
  const beyond = /^(?:\r?\n)?$/.test(surplus) ? "" : surplus;
  const whole = wholeBody(latin1Bytes(body.content));
  return {
    body: beyond === "" ? whole : { ...whole, surplus: latin1Bytes(beyond.slice(0, keptSurplusBytes)) },
    rest: mark ? text.slice(mark.after) : null,
    surplusBytes: beyond.length,
    missingBytes: body.missingBytes,
  };
}

/** The separator line at or after a place; the one line break before it and the one after belong to it. */
function separatorAt(text: string, from: number): { before: number; after: number } | null {
  const pattern = /(^|\r?\n)%%%(?:\r?\n|$)/g;
  pattern.lastIndex = from > 0 && text[from - 1] === "\n" ? from - 1 : from;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const before = Math.max(found.index, from);
    if (found[1] !== "" || found.index === 0) return { before, after: found.index + found[0].length };
  }
  return null;
}

function dechunked(text: string, start: number): { content: string; end: number } | null {
  let content = "";
  let at = start;
  for (;;) {
    const line = /^([0-9A-Fa-f]{1,8})[^\r\n]*\r?\n/.exec(text.slice(at, at + 4096));
    if (!line) return null;
    const size = Number.parseInt(line[1] ?? "", 16);
    at += line[0].length;
    if (at + size > text.length) return null;
    if (size === 0) return { content, end: trailersEnd(text, at) };
    content += text.slice(at, at + size);
    at += size;
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
  }
}

function trailersEnd(text: string, from: number): number {
  const end = /(?:^|\n)\r?\n/.exec(text.slice(from));
  return end ? from + end.index + end[0].length : text.length;
}

function requestOf(head: Head, body: CapturedBody, options: MessageOptions): CapturedRequest {
  const target = targetParts(head.target);
  const authority = headerValue(head.headers, "host") ?? target.authority ?? "";
  const implied =
    target.scheme === "http" || target.scheme === "https"
      ? target.scheme
      : loopbackName(authority)
        ? "http"
        : "https";
  return {
    method: head.method,
    scheme: options.scheme ?? implied,
    authority,
    target: head.target,
    httpVersion: head.httpVersion,
    headers: head.headers,
    body,
    connection: null,
    receivedAtEpochMs: null,
  };
}

function loopbackName(authority: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i.test(authority);
}
