// Two captures of the same request, before and behind a middlebox: what changed between them, and whether that broke the signature. No
// secret is needed: what was signed is built of the bytes at both places.
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { headerValue, headerValues } from "../http/raw-headers.ts";
import { examinationRedaction } from "./examination-json.ts";

/** One difference; null where a side does not have it. Redacted latin1 texts. */
export interface TapChange {
  readonly part: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Whether the signature covers it. */
  readonly signed: boolean;
}

/** What the way between the two places did to a request. */
export interface TapComparison {
  readonly changes: readonly TapChange[];
  /** `breaks`: signed bytes changed. `harmless`: only others. `unknown`: changed, and nothing tells what was signed. */
  readonly effect: "unchanged" | "harmless" | "breaks" | "unknown";
  /** True where the signature was wrong before the first place already; null where no secret tells. */
  readonly wrongBefore: boolean | null;
  /** From the first place to the second, in milliseconds; null where a capture tells no time. */
  readonly delayMs: number | null;
}

/** Compares one request at two places. */
export function tapComparison(before: Examination, after: Examination): TapComparison {
  const known = before.derivation !== null && after.derivation !== null;
  const covered = before.derivation?.canonicalRequest !== after.derivation?.canonicalRequest;
  const changes = [
    ...lineChanges(before, after),
    ...headerChanges(before, after),
    ...bodyChange(before, after),
  ];
  const breaks = known && (covered || changes.some(({ signed }) => signed));
  const effect = breaks ? "breaks" : changes.length === 0 ? "unchanged" : known ? "harmless" : "unknown";
  const [from, to] = [before.request.receivedAtEpochMs, after.request.receivedAtEpochMs];
  return {
    changes: changes.map((change) => redacted(change, before, after)),
    effect,
    wrongBefore: before.verdict === "mismatch" ? true : before.verdict === "valid" ? false : null,
    delayMs: from === null || to === null ? null : to - from,
  };
}

function lineChanges(before: Examination, after: Examination): TapChange[] {
  const parts = [
    ["method", before.request.method, after.request.method],
    ["target", before.request.target, after.request.target],
  ] as const;
  return parts.flatMap(([part, from, to]) =>
    from === to ? [] : [{ part, before: from, after: to, signed: true }],
  );
}

function headerChanges(before: Examination, after: Examination): TapChange[] {
  const signed = signedNames(before);
  const [from, to] = [before.request.headers, after.request.headers];
  const names = new Set([...from, ...to].map(([name]) => name.toLowerCase()));
  const changes = [...names].flatMap((name): TapChange[] => {
    const [was, is] = [joined(from, name), joined(to, name)];
    if (was === is) return [];
    return [
      {
        part: `header ${name}`,
        before: was,
        after: is,
        signed: signed.has(name) || name === "authorization",
      },
    ];
  });
  return changes.length > 0 || sameOrder(from, to) ? changes : [orderChange(from, to)];
}

function orderChange(from: RawHeaders, to: RawHeaders): TapChange {
  return { part: "order or case of headers", before: nameList(from), after: nameList(to), signed: false };
}

function sameOrder(from: RawHeaders, to: RawHeaders): boolean {
  return nameList(from) === nameList(to);
}

function nameList(headers: RawHeaders): string {
  return headers.map(([name]) => name).join(", ");
}

function joined(headers: RawHeaders, name: string): string | null {
  const values = headerValues(headers, name);
  return values.length === 0 ? null : values.join(", ");
}

function signedNames({ reading }: Examination): ReadonlySet<string> {
  if (reading.kind === "read") return new Set(reading.envelope.signedHeaders);
  return new Set(reading.kind === "malformed" ? (reading.parts.signedHeaders ?? []) : []);
}

function bodyChange(before: Examination, after: Examination): TapChange[] {
  const [from, to] = [before.request.body, after.request.body];
  if (from.sha256Hex === to.sha256Hex) return [];
  const words = ({ body }: CapturedRequest): string => `${body.bytes} bytes, SHA-256 ${body.sha256Hex}`;
  return [
    { part: "body", before: words(before.request), after: words(after.request), signed: coversBody(before) },
  ];
}

/** A presigned URL and UNSIGNED-PAYLOAD leave the body open. */
function coversBody({ reading, request }: Examination): boolean {
  if (reading.kind === "read" && reading.envelope.form === "presigned-url") return false;
  return !/^(?:STREAMING-)?UNSIGNED-PAYLOAD/.test(headerValue(request.headers, "x-amz-content-sha256") ?? "");
}

function redacted(change: TapChange, before: Examination, after: Examination): TapChange {
  const one = examinationRedaction(before, "short");
  const other = examinationRedaction(after, "short");
  const name = change.part.replace(/^header /, "");
  const safe = (text: string | null): string | null => {
    if (text === null) return null;
    if (!change.part.startsWith("header ")) return other.text(one.text(text));
    return other.header(name, one.header(name, text));
  };
  return { ...change, before: safe(change.before), after: safe(change.after) };
}

/** A request at both places, or at one alone. */
export interface TapPair {
  readonly before: Examination | null;
  readonly after: Examination | null;
}

/** Pairs captures by their signature, and what is left of one method by order. In the order of the first capture. */
export function tapPairs(before: readonly Examination[], after: readonly Examination[]): TapPair[] {
  const bySignature = queues(after, signatureOf);
  const found = before.map((one) => next(bySignature, signatureOf(one)));
  const used = new Set(found);
  const byMethod = queues(
    after.filter((one) => !used.has(one)),
    methodOf,
  );
  const pairs = before.map((one, at) => ({ before: one, after: found[at] ?? next(byMethod, methodOf(one)) }));
  const left = [...byMethod.values()].flatMap((waiting) => [...waiting].reverse());
  return [...pairs, ...left.map((one) => ({ before: null, after: one }))];
}

type Queues = Map<string | null, Examination[]>;

function queues(all: readonly Examination[], keyOf: (one: Examination) => string | null): Queues {
  const found: Queues = new Map();
  for (const one of [...all].reverse()) {
    const key = keyOf(one);
    const queue = found.get(key);
    if (queue) queue.push(one);
    else found.set(key, [one]);
  }
  // The last of each list is the next: taking it costs nothing.
  return found;
}

function next(waiting: Queues, key: string | null): Examination | null {
  return key === null ? null : (waiting.get(key)?.pop() ?? null);
}

function methodOf({ request }: Examination): string {
  return request.method;
}

function signatureOf({ reading }: Examination): string | null {
  if (reading.kind === "read") return reading.envelope.providedSignature;
  return reading.kind === "malformed" ? reading.parts.providedSignature : null;
}
