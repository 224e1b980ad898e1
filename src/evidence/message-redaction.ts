// Targets and headers as evidence keeps them: names always, values by the allow-list; and the same values gone from every other text.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { throughHexPairs } from "../report/hex-pairs.ts";
import type { Redaction } from "../report/redaction.ts";
import type { ReadField } from "../report/request-secrets.ts";
import { isSecretHeader } from "../report/request-secrets.ts";
import { queryParameters } from "../sigv4/canonical-query.ts";
import { percentDecode, percentEncode } from "../sigv4/percent-encoding.ts";
import { headerIsKept, memberIsKept, parameterIsKept, speaksOfSecrets } from "./allowed-names.ts";
import type { Mark } from "./keyed-mark.ts";

/** How the texts of one exchange are made safe. */
export interface MessageRedaction {
  readonly target: (target: string) => string;
  readonly headers: (headers: RawHeaders) => [name: string, value: string][];
  /** True when no value of header or query was replaced: then `text` changes nothing. */
  readonly plain: boolean;
  /** Any text about the exchange: values that were replaced are replaced there too. */
  readonly text: (text: string) => string;
  /** Whether the value of a header is replaced; the name in lower case. */
  readonly hides: (lowerName: string) => boolean;
}

/** The redaction of an exchange's messages. */
export function messageRedaction(
  messages: {
    readonly request: CapturedRequest;
    readonly answerHeaders: RawHeaders;
    /** Fields of a form that its signature covers: they stand in the string to sign. */
    readonly fields?: readonly ReadField[];
  },
  redaction: Redaction,
  mark: Mark,
): MessageRedaction {
  const { request, answerHeaders, fields = [] } = messages;
  const parameters = [...hiddenParameters(request.target), ...hiddenFields(fields)];
  const hidden = hiddenValues([...request.headers, ...answerHeaders], parameters);
  const pairs = hiddenPairs(parameters);
  const names = hiddenNames(request.headers);
  const text = (plain: string): string => {
    const safe = withoutPairs(withoutLines(plain, names, mark), pairs, mark);
    return throughHexPairs(withoutValues(safe, hidden, mark), text);
  };
  return {
    target: (target) => (target.includes("?") ? redaction.own(safeTarget(target, mark)) : target),
    headers: (headers) => headers.map(([name, value]) => [name, safeHeader(name, value, redaction, mark)]),
    plain: hidden.length + pairs.length + names.length === 0,
    text,
    hides: (lowerName) => names.includes(lowerName),
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
  return value.length <= 15 && !speaksOfSecrets(lower);
}

/** Values that the messages show as marks, longest first; short ones would be found inside innocent words. */
function hiddenValues(headers: RawHeaders, parameters: readonly ReadField[]): string[] {
  const hidden = new Set<string>();
  for (const [name, value] of headers) if (value.length >= shortest && isHidden(name)) hidden.add(value);
  for (const { value } of parameters)
    if (value.length >= shortest) for (const spelling of spellings(value)) hidden.add(spelling);
  return hidden.size === 0 ? [] : [...hidden].sort((a, b) => b.length - a.length);
}

const shortest = 8;

function hiddenParameters(target: string): ReadField[] {
  const { query } = targetParts(target);
  return queryParameters(query).flatMap(({ name, value }) =>
    value !== null && !isKept(name, value) ? [{ name, value }] : [],
  );
}

/** As a form's body is redacted. */
function hiddenFields(fields: readonly ReadField[]): ReadField[] {
  return fields.filter(({ name, value }) => {
    const lower = name.toLowerCase();
    return value !== "" && !parameterIsKept(lower) && !memberIsKept(lower) && lower !== "signature";
  });
}

/** Short values are looked for with their names: `pin=1234` as it was sent, and as canonical queries have it. */
function hiddenPairs(parameters: readonly ReadField[]): (readonly [name: string, value: string])[] {
  return parameters
    .filter(({ value }) => value.length < shortest)
    .flatMap(({ name, value }) => [
      [name, value],
      [percentEncode(percentDecode(name)), percentEncode(percentDecode(value))],
    ]);
}

function withoutPairs(
  text: string,
  pairs: readonly (readonly [name: string, value: string])[],
  mark: Mark,
): string {
  let safe = text;
  for (const [name, value] of pairs)
    if (safe.includes(`${name}=${value}`))
      safe = safe.replace(
        new RegExp(`(^|[^\\w.%-])${escaped(`${name}=${value}`)}(?=$|[^\\w.%-])`, "g"),
        (_, before: string) => `${before}${name}=${mark(percentDecode(value))}`,
      );
  return safe;
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
