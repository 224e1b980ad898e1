// An exchange on its way out of the program: its examination with signatures shortened, and what of the two messages may be shown.
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedBody, CapturedResponse } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { holdsCredentials } from "./credential-bodies.ts";
import type { ExaminationJson } from "./examination-json.ts";
import { examinationJson, examinationRedaction } from "./examination-json.ts";
import type { Redaction } from "./redaction.ts";
import type { StoredBody, StoredExchange } from "./stored-exchange.ts";

/** A body as far as it may be shown. */
export interface ExportedBody {
  /** Bytes of the whole body as it crossed the wire. */
  readonly bytes: number;
  /** Redacted latin1 text; null where it was not kept, or may not be shown. */
  readonly text: string | null;
  /** False where redaction changed the text, or where there is none: then it is not what was signed. */
  readonly exact: boolean;
}

/** The answer as far as it may be shown. */
export interface ExportedResponse {
  readonly status: number;
  readonly reason: string;
  /** Redacted latin1 texts. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: ExportedBody;
}

/** One exchange as every export takes it: nothing in it is secret. */
export interface ExportedExchange {
  readonly examination: ExaminationJson;
  readonly requestBody: ExportedBody;
  readonly response: ExportedResponse | null;
  /** When the head of the request was complete and when the head of the answer arrived, in milliseconds since 1970. */
  readonly requestEpochMs: number | null;
  readonly responseEpochMs: number | null;
  /** How the exchange ended where it did not end well, in words. */
  readonly interrupted: string | null;
}

/**
 * The exchanges that one of evidence stands for: itself, and the signed requests that stood inside it. None where it was never
 * examined: it was interrupted.
 */
export function exportedStored(stored: StoredExchange): ExportedExchange[] {
  const { examination, nested, request, response, timings, state, reason } = stored;
  if (!examination) return [];
  const requestEpochMs = stored.receivedAt === null ? null : Date.parse(stored.receivedAt);
  const outer: ExportedExchange = {
    examination,
    requestBody: storedBody(request),
    response: response && {
      status: response.status,
      reason: response.reason,
      headers: response.headers,
      body: storedBody(response),
    },
    requestEpochMs,
    responseEpochMs:
      requestEpochMs === null || timings.waitMs === null ? null : requestEpochMs + timings.waitMs,
    interrupted: state === "complete" ? null : `${state}${reason === null ? "" : `: ${reason}`}`,
  };
  return [outer, ...nested.map(exportedNested)];
}

/** A signed request inside another message has neither body nor answer of its own. */
function exportedNested(examination: ExaminationJson): ExportedExchange {
  const { bodyBytes } = examination.request;
  const requestBody = { bytes: bodyBytes, text: bodyBytes === 0 ? "" : null, exact: bodyBytes === 0 };
  return {
    examination,
    requestBody,
    response: null,
    requestEpochMs: null,
    responseEpochMs: null,
    interrupted: null,
  };
}

function storedBody({ bodyBytes: bytes, body }: StoredBody): ExportedBody {
  if (body.kept === "text") return { bytes, text: body.text, exact: !body.redacted };
  if (body.kept === "base64")
    return { bytes, text: Buffer.from(body.base64, "base64").toString("latin1"), exact: true };
  return { bytes, text: bytes === 0 ? "" : null, exact: bytes === 0 };
}

/** What may be shown of an examined exchange. */
export function exportedExchange(examination: Examination): ExportedExchange {
  const redaction = examinationRedaction(examination, "short");
  const { request, response } = examination;
  const secret = holdsCredentials(request);
  return {
    examination: examinationJson(examination, { signature: "short" }),
    requestBody: exportedBody(request.body, redaction, secret),
    response: response && exportedResponse(response, redaction, secret),
    requestEpochMs: request.receivedAtEpochMs,
    responseEpochMs: response?.receivedAtEpochMs ?? null,
    interrupted: null,
  };
}

function exportedResponse(
  { status, reason, headers, body }: CapturedResponse,
  redaction: Redaction,
  secret: boolean,
): ExportedResponse {
  return {
    status,
    reason,
    headers: headers.map(([name, value]) => [name, redaction.header(name, value)] as const),
    // An error holds no credentials, and is what people look for.
    body: exportedBody(body, redaction, secret && status < 400),
  };
}

function exportedBody(body: CapturedBody, redaction: Redaction, secret: boolean): ExportedBody {
  if (secret || body.content === null)
    return { bytes: body.bytes, text: body.bytes === 0 ? "" : null, exact: body.bytes === 0 };
  const text = latin1(body.content);
  const safe = redaction.text(text);
  return { bytes: body.bytes, text: safe, exact: safe === text };
}
