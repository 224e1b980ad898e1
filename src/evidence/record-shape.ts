// The shape of a record that strangers may have written: looked at before anything relies on it.

import { examinationShape, members, number, optional, orNull, text } from "./examination-shape.ts";

type Json = Readonly<Record<string, unknown>>;

/** Deepest nesting of a record: those that countersign writes have a dozen levels. */
const deepest = 64;

/** A record's text as a value of the right shape; null for anything else. Total. */
export function recordShape(record: string): Json | null {
  let value: unknown;
  try {
    value = JSON.parse(record);
  } catch {
    return null;
  }
  if (!isWithin(value, deepest)) return null;
  const json = object(value);
  if (json?.kind === "exchange") return isExchange(json) ? json : null;
  if (json?.kind === "gap") return isGap(json) ? json : null;
  return json?.kind === "note" ? json : null;
}

/** Whoever looks at a record goes down into it: what is nested further would end that. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levels === 0) return false;
  for (const one of Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value))
    if (!isWithin(one, levels - 1)) return false;
  return true;
}

function isGap(json: Json): boolean {
  return texts(json, "from", "until", "reason") && number(json.exchanges);
}

function isExchange(json: Json): boolean {
  const request = object(json.request);
  if (!request || !around(json)) return false;
  if (!isMessage(request) || !texts(request, "method", "scheme", "authority", "target", "httpVersion"))
    return false;
  if (json.response !== null && !isResponse(object(json.response))) return false;
  return json.examination === null || examinationShape(json.examination);
}

const around = members({
  ...{ id: text, state: text, reason: optional(text), receivedAt: orNull(text) },
  timings: members({ waitMs: orNull(number), totalMs: orNull(number) }),
  connection: optional(
    members({
      ...{ client: optional(text), connectAuthority: optional(text), sni: optional(text) },
      ...{ tlsVersion: optional(text), process: optional(members({ pid: number, name: text })) },
    }),
  ),
});

function isResponse(response: Json | null): boolean {
  return (
    response !== null && isMessage(response) && number(response.status) && typeof response.reason === "string"
  );
}

function isMessage(message: Json): boolean {
  return (
    number(message.bodyBytes) &&
    optional(text)(message.bodySha256Hex) &&
    isHeaders(message.headers) &&
    isBody(object(message.body))
  );
}

function isHeaders(headers: unknown): boolean {
  if (!Array.isArray(headers) || headers.length > 10_000) return false;
  return headers.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string"),
  );
}

function isBody(body: Json | null): boolean {
  if (body?.kept === "text") return typeof body.text === "string";
  if (body?.kept === "base64") return typeof body.base64 === "string";
  if (body?.kept === "file") return texts(body, "sha256Hex", "as");
  return body?.kept === "absent" && typeof body.reason === "string";
}

function texts(json: Json, ...names: readonly string[]): boolean {
  return names.every((name) => typeof json[name] === "string");
}

function object(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
