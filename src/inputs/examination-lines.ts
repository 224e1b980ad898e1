// A .jsonl of examinations read back: requests that are whole are examined again, of the others what their answer said.
import { emptySha256Hex } from "../http/digest.ts";
import { latin1Bytes, wholeBody } from "../http/http-message.ts";
import type { RawHeader } from "../http/raw-headers.ts";
import type { InputExchange, InputReading } from "./input-exchange.ts";
import { captured, mostRequests, noRequest, textBody, unreadable } from "./input-exchange.ts";

/** Reads JSON lines (UTF-8 bytes) of the schema `countersign.examination/1`. */
export function examinationLines(bytes: Uint8Array): InputReading {
  const lines = new TextDecoder("utf-8").decode(bytes).split("\n", mostRequests + 1);
  const found: InputExchange[] = [];
  let skipped = 0;
  for (const line of lines) {
    if (line.trim() === "") continue;
    const read = exchangeOf(line);
    if (read) found.push(read);
    else skipped += 1;
  }
  const last = found.pop();
  if (!last) return unreadable("none of its lines is an examination of a request");
  if (skipped === 0) return [...found, last];
  return [...found, { ...last, notes: [...last.notes, `${skipped} lines of the input are no examinations`] }];
}

type Json = { readonly [name: string]: unknown };

function exchangeOf(line: string): InputExchange | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const request = object(object(value)?.request);
  if (object(value)?.schema !== "countersign.examination/1" || !request) return null;
  const read = requestOf(request);
  if (!read) return null;
  const response = responseOf(object(object(value)?.response));
  if (!isRedacted(read.target, read.headers)) return captured(read, response);
  const notes = ["the examination was stored redacted, so its request cannot be examined again"];
  return { request: noRequest, response, clientTexts: null, origin: "none", notes };
}

function requestOf(request: Json): InputExchange["request"] | null {
  const { method, scheme, authority, target, headers, bodyBytes, bodySha256Hex } = request;
  if (typeof method !== "string" || typeof authority !== "string" || typeof target !== "string") return null;
  if (!Array.isArray(headers) || typeof bodySha256Hex !== "string" || typeof bodyBytes !== "number")
    return null;
  const empty = bodyBytes === 0 && bodySha256Hex === emptySha256Hex;
  return {
    method,
    scheme: scheme === "http" ? "http" : "https",
    authority,
    target,
    httpVersion: ["1.0", "2"].includes(String(request.httpVersion)) ? String(request.httpVersion) : "1.1",
    headers: headers.slice(0, 1000).flatMap(headerOf),
    body: empty ? wholeBody(latin1Bytes("")) : { bytes: bodyBytes, sha256Hex: bodySha256Hex, content: null },
    connection: null,
    receivedAtEpochMs: null,
  };
}

function headerOf(pair: unknown): RawHeader[] {
  if (!Array.isArray(pair)) return [];
  const [name, value] = pair as readonly unknown[];
  return typeof name === "string" && typeof value === "string" ? [[name, value]] : [];
}

/** The mark that redaction leaves, and the middle of a shortened signature. */
function isRedacted(target: string, headers: readonly RawHeader[]): boolean {
  return [target, ...headers.map(([, value]) => value)].some((text) => /\[redacted|\u2026/.test(text));
}

/** An examination keeps the words of an answer, not its body: they are put into one again. */
function responseOf(response: Json | null): InputExchange["response"] {
  const status = response?.status;
  if (typeof status !== "number") return null;
  const { code, message } = response ?? {};
  const body = status < 400 ? "" : JSON.stringify({ code, message });
  return { status, reason: "", headers: [], body: textBody(body), receivedAtEpochMs: null };
}

function object(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
