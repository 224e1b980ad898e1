// From an exchange to its record: what evidence keeps of it, redacted here and nowhere later.
import type { Change } from "../diagnosis/rule.ts";
import type { CapturedBody, CapturedRequest } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { headerValue } from "../http/raw-headers.ts";
import { isSecretOperation, requestOperation } from "../report/credential-bodies.ts";
import type { ExaminationJson } from "../report/examination-json.ts";
import { examinationJson, examinationRedaction, isoTime, readFields } from "../report/examination-json.ts";
import type { Redaction } from "../report/redaction.ts";
import type { KeptBody, StoredBody, StoredExchange, StoredResponse } from "../report/stored-exchange.ts";
import { redactedBody } from "./body-redaction.ts";
import type { UnpackedExchange } from "./exchange-pack.ts";
import type { Mark } from "./keyed-mark.ts";
import type { MessageRedaction } from "./message-redaction.ts";
import { messageRedaction } from "./message-redaction.ts";

/** What is kept of bodies: nothing, their hashes, a redacted form of those that have one, or their bytes. */
export const keepBodiesValues = ["none", "hash", "redacted", "full"] as const;
export type KeepBodies = (typeof keepBodiesValues)[number];

/** An exchange as its record has it: its place is beside it, and its request stands in it once. */
export interface RecordedExchange extends Omit<StoredExchange, "sequence" | "nested" | "examination"> {
  readonly examination: RecordedExamination | null;
}

/** An examination without what the exchange around it says. */
export type RecordedExamination = Omit<ExaminationJson, "request" | "connection" | "id" | "time">;

/** A record before it has its place in the chain, and what of it has columns of its own. */
export interface NewRecord {
  readonly exchange: RecordedExchange;
  readonly operation: string | null;
  /** The exchange around a nested request. */
  readonly within: string | null;
}

interface Recording {
  readonly keepBodies: KeepBodies;
  readonly mark: Mark;
  readonly redaction: Redaction;
  readonly messages: MessageRedaction;
  /** Whether what the exchange is about is a secret. */
  readonly secret: boolean;
}

/** Makes the record of an exchange. */
export function storedRecord(unpacked: UnpackedExchange, keepBodies: KeepBodies, mark: Mark): NewRecord {
  const { examination, exchange, endedAtEpochMs } = unpacked;
  const { request } = examination;
  const within = examination.nested?.within ?? null;
  const response = within === null ? exchange.response : null;
  const operation = requestOperation(request);
  const redaction = examinationRedaction(examination, "short");
  const recording: Recording = {
    ...{ keepBodies, mark, redaction },
    messages: messageRedaction(
      {
        request,
        answerHeaders: exchange.response?.headers ?? [],
        fields: examination.reading.kind === "legacy" ? readFields(examination) : [],
      },
      redaction,
      mark,
    ),
    secret: isSecretOperation(request, operation),
  };
  const received = request.receivedAtEpochMs;
  return {
    operation,
    within,
    exchange: {
      kind: "exchange",
      schema: "countersign.exchange/1",
      id: examination.id,
      state: exchange.state,
      reason: exchange.reason,
      receivedAt: isoTime(received),
      connection: request.connection,
      request: storedRequest(request, recording),
      response: response && storedResponse(response, recording),
      selfCheck: within === null ? exchange.selfCheck : null,
      timings: {
        waitMs: span(received, response?.receivedAtEpochMs ?? null),
        totalMs: within === null ? span(received, endedAtEpochMs) : null,
      },
      examination: safeExamination(examinationJson(examination, { signature: "short" }), recording),
    },
  };
}

/** The request of an exchange that is under way: its head alone. */
export function storedHead(request: CapturedRequest, mark: Mark): NewRecord["exchange"]["request"] {
  const redaction = examinationRedaction(headOnly(request), "short");
  const messages = messageRedaction({ request, answerHeaders: [] }, redaction, mark);
  const recording: Recording = { keepBodies: "none", mark, redaction, messages, secret: true };
  return {
    ...storedRequest(request, recording),
    bodyBytes: 0,
    bodySha256Hex: null,
    body: absent("interrupted"),
  };
}

/** The record of an exchange of which the head alone is known. */
export function interrupted(
  head: Pick<NewRecord["exchange"], "id" | "receivedAt" | "connection" | "request">,
): NewRecord["exchange"] {
  return {
    kind: "exchange",
    schema: "countersign.exchange/1",
    ...head,
    state: "interrupted",
    reason: "countersign ended while the request was under way, or could not store its end",
    response: null,
    selfCheck: null,
    timings: { waitMs: null, totalMs: null },
    examination: null,
  };
}

function headOnly(request: CapturedRequest): Parameters<typeof examinationRedaction>[0] {
  const examination: unknown = {
    request,
    reading: { kind: "absent", form: "none" },
    derivation: null,
    textVerification: null,
  };
  return examination as Parameters<typeof examinationRedaction>[0];
}

function storedRequest(request: CapturedRequest, recording: Recording): StoredExchange["request"] {
  const { method, scheme, authority, httpVersion } = request;
  const { messages } = recording;
  return {
    ...{ method, scheme, authority, httpVersion },
    target: messages.target(request.target),
    headers: messages.headers(request.headers),
    ...storedBody(request.body, request.headers, recording),
  };
}

function storedResponse(
  response: NonNullable<UnpackedExchange["exchange"]["response"]>,
  recording: Recording,
): StoredResponse {
  return {
    status: response.status,
    reason: recording.redaction.text(response.reason),
    headers: recording.messages.headers(response.headers),
    ...storedBody(response.body, response.headers, recording),
  };
}

function storedBody(body: CapturedBody, headers: RawHeaders, recording: Recording): StoredBody {
  const { keepBodies } = recording;
  return {
    bodyBytes: body.bytes,
    bodySha256Hex: keepBodies === "none" ? null : body.sha256Hex,
    body: keptBody(body, headers, recording),
  };
}

function keptBody(body: CapturedBody, headers: RawHeaders, recording: Recording): KeptBody {
  const { keepBodies, mark, redaction, messages, secret } = recording;
  if (body.bytes === 0) return absent("empty");
  if (keepBodies === "none") return absent("not-asked");
  if (keepBodies === "hash") return absent("hash-only");
  if (secret) return absent("not-redactable");
  if (body.content === null) return absent("too-long");
  if (keepBodies === "full") return wholeBody(body.content);
  if (body.bytes > redactableBytes) return absent("too-long");
  const encoding = headerValue(headers, "content-encoding") ?? "";
  if (encoding !== "" && encoding.toLowerCase() !== "identity") return absent("not-redactable");
  const text = (plain: string): string => messages.text(redaction.text(plain));
  const plain = latin1(body.content);
  const safe = redactedBody(plain, headerValue(headers, "content-type") ?? "", { mark, text });
  return safe === null ? absent("not-redactable") : { kept: "text", text: safe, redacted: safe !== plain };
}

/** Longest body that is parsed to be redacted, in bytes. */
const redactableBytes = 256 * 1024;

function wholeBody(content: Uint8Array): KeptBody {
  const text = latin1(content);
  if (/^[\t\n\r\x20-\x7e]*$/.test(text)) return { kept: "text", text, redacted: false };
  return { kept: "base64", base64: Buffer.from(content).toString("base64"), redacted: false };
}

function absent(reason: Extract<KeptBody, { kept: "absent" }>["reason"]): KeptBody {
  return { kept: "absent", reason };
}

/** The examination, every text without the values that the request shows as marks. */
function safeExamination(json: ExaminationJson, { messages, mark }: Recording): RecordedExamination {
  const { request: _request, connection: _connection, id: _id, time: _time, ...rest } = json;
  if (messages.plain) return rest;
  const safe = everyText(rest, messages.text, 0) as RecordedExamination;
  const { proof, legs } = safe;
  return {
    ...safe,
    proof: proof && { ...proof, changes: withoutHeaderValues(proof.changes, messages, mark) },
    ...(legs
      ? {
          legs: legs.map((leg) => ({
            ...leg,
            changes: leg.changes && withoutHeaderValues(leg.changes, messages, mark),
          })),
        }
      : {}),
  };
}

/** What was signed of a header is not always what was sent: with other blanks or letters it is not found as a text. */
function withoutHeaderValues(
  changes: readonly Change[],
  { hides }: MessageRedaction,
  mark: Mark,
): readonly Change[] {
  const safe = (text: string): string => (text === "" || inWords.test(text) ? text : mark(text));
  return changes.map((change) => {
    const name = /^header (\S+)$/.exec(change.part)?.[1]?.toLowerCase();
    if (name === undefined || !hides(name)) return change;
    return { ...change, from: safe(change.from), to: safe(change.to) };
  });
}

const inWords = /^(?:not |as |signed |\(|\[redacted)/;

/** The examination again, with the request of its exchange in it. */
export function wholeExamination(
  recorded: RecordedExamination,
  exchange: Omit<RecordedExchange, "examination">,
): ExaminationJson {
  return {
    ...recorded,
    id: exchange.id,
    time: exchange.receivedAt,
    connection: exchange.connection,
    request: examinedRequest(exchange.request),
  };
}

/** The request of an exchange as examinations show it. */
export function examinedRequest(request: StoredExchange["request"]): ExaminationJson["request"] {
  const { method, scheme, authority, target, httpVersion, headers, bodyBytes, bodySha256Hex } = request;
  return {
    ...{ method, scheme, authority, target, httpVersion, headers, bodyBytes },
    bodySha256Hex: bodySha256Hex ?? "",
  };
}

function everyText(value: unknown, text: (plain: string) => string, depth: number): unknown {
  if (typeof value === "string") return value.length < 8 ? value : text(value);
  if (typeof value !== "object" || value === null || depth > 32) return value;
  if (Array.isArray(value)) return value.map((each) => everyText(each, text, depth + 1));
  const safe: Record<string, unknown> = {};
  for (const name in value) safe[name] = everyText((value as Record<string, unknown>)[name], text, depth + 1);
  return safe;
}

function span(from: number | null, until: number | null): number | null {
  return from === null || until === null ? null : Math.max(0, Math.round(until - from));
}
