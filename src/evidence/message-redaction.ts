// Targets and headers as evidence keeps them: names always, values by the allow-list; and the same values gone from every other text.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import type { Redaction } from "../report/redaction.ts";
import { isSecretHeader } from "../report/request-secrets.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import { headerIsKept, parameterIsKept } from "./allowed-names.ts";
import type { Mark } from "./keyed-mark.ts";

/** How the texts of one exchange are made safe. */
export interface MessageRedaction {
  readonly target: (target: string) => string;
  readonly headers: (headers: RawHeaders) => [name: string, value: string][];
  /** True when no value of header or query was replaced: then `text` changes nothing. */
  readonly plain: boolean;
  /** Any text about the exchange: values that were replaced are replaced there too. */
  readonly text: (text: string) => string;
}

/** The redaction of an exchange's messages. */
export function messageRedaction(
  messages: { readonly request: CapturedRequest; readonly answerHeaders: RawHeaders },
  redaction: Redaction,
  mark: Mark,
): MessageRedaction {
  const { request, answerHeaders } = messages;
  const hidden = hiddenValues(request, answerHeaders);
  const names = hiddenNames(request.headers);
  return {
    target: (target) => (target.includes("?") ? redaction.own(safeTarget(target, mark)) : target),
    headers: (headers) => headers.map(([name, value]) => [name, safeHeader(name, value, redaction, mark)]),
    plain: hidden.length === 0 && names.length === 0,
    text: (text) => withoutValues(withoutLines(text, names, mark), hidden, mark),
  };
}

function safeHeader(name: string, value: string, redaction: Redaction, mark: Mark): string {
  const lower = name.trim().toLowerCase();
  if (lower === "authorization") return redaction.header(name, value);
  if (headerIsKept(lower)) return redaction.header(name, value);
  return value === "" ? "" : mark(value);
}

function safeTarget(target: string, mark: Mark): string {
  const { query } = targetParts(target);
  const safe = query.split("&").map((pair) => {
    const cut = pair.indexOf("=");
    if (cut < 0) return pair.length > 64 ? mark(percentDecode(pair)) : pair;
    const name = pair.slice(0, cut);
    const value = pair.slice(cut + 1);
    return isKept(name, value) ? pair : `${name}=${mark(percentDecode(value))}`;
  });
  return target.slice(0, target.length - query.length) + safe.join("&");
}

/** Beyond the list, a value stays only where it is short and its name speaks of nothing secret: paging and filters of REST services. */
function isKept(name: string, value: string): boolean {
  const lower = percentDecode(name).toLowerCase();
  if (value === "" || parameterIsKept(lower) || lower === "x-amz-signature" || lower === "signature")
    return true;
  return (
    value.length <= 15 &&
    !/token|key|secret|pass|pwd|auth|code|sig|cred|session|cookie|pin|otp|jwt/.test(lower)
  );
}

/** Values that the messages show as marks, longest first; short ones would be found inside innocent words. */
function hiddenValues(request: CapturedRequest, answerHeaders: RawHeaders): string[] {
  const hidden = new Set<string>();
  for (const [name, value] of [...request.headers, ...answerHeaders])
    if (value.length >= shortest && isHidden(name)) hidden.add(value);
  for (const value of hiddenParameters(request.target))
    for (const spelling of spellings(value)) hidden.add(spelling);
  return hidden.size === 0 ? [] : [...hidden].sort((a, b) => b.length - a.length);
}

const shortest = 8;

function hiddenParameters(target: string): string[] {
  const { query } = targetParts(target);
  return queryParameters(query).flatMap(({ name, value }) =>
    value !== null && value.length >= shortest && !isKept(name, value) ? [value] : [],
  );
}

function spellings(value: string): string[] {
  const plain = percentDecode(value);
  const once = percentEncode(plain);
  return [value, plain, once, percentEncode(once)];
}

function isHidden(name: string): boolean {
  const lower = name.trim().toLowerCase();
  return lower !== "authorization" && (!headerIsKept(lower) || isSecretHeader(lower));
}

function hiddenNames(headers: RawHeaders): string[] {
  return [...new Set(headers.filter(([name]) => isHidden(name)).map(([name]) => name.trim().toLowerCase()))];
}

/** Lines `name:value` of canonical requests: there even a short value is found, by its name. */
function withoutLines(text: string, names: readonly string[], mark: Mark): string {
  let safe = text;
  for (const name of names) {
    if (!safe.includes(`\n${name}:`)) continue;
    safe = safe.replace(
      new RegExp(`\\n${escaped(name)}:([^\\n]+)`, "g"),
      (_, value: string) => `\n${name}:${mark(value)}`,
    );
  }
  return safe;
}

function withoutValues(text: string, hidden: readonly string[], mark: Mark): string {
  let safe = text;
  for (const value of hidden) if (safe.includes(value)) safe = safe.replaceAll(value, mark(value));
  return safe;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
