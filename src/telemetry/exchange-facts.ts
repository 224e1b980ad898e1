// What telemetry says of an exchange: few plain values, made on the traffic's thread, so as cheap as possible. No query, no header but
// the trace context's, no key id and no signature is among them.
import type { Examination } from "../diagnosis/examination.ts";
import type { CapturedExchange, ExchangeState } from "../http/captured-exchange.ts";
import { latin1 } from "../http/http-message.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { operationOf } from "../report/operation.ts";
import type { EnvelopeForm } from "../sigv4/envelope.ts";
import type { Verdict } from "../sigv4/verify.ts";

/** One exchange. Texts are bounded; times are milliseconds since 1970. */
export interface ExchangeFacts {
  readonly id: string;
  /** True for a signed request that stood inside another message: it was not sent by itself. */
  readonly nested: boolean;
  readonly method: string;
  readonly scheme: "https" | "http";
  readonly host: string;
  readonly port: number;
  /** The path alone, at most 2048 characters. */
  readonly path: string;
  readonly httpVersion: string;
  readonly status: number | null;
  readonly state: ExchangeState;
  readonly verdict: Verdict;
  readonly form: EnvelopeForm | "malformed";
  readonly service: string | null;
  readonly region: string | null;
  /** `GetObject`, where the request tells. */
  readonly operation: string | null;
  readonly requestId: string | null;
  readonly extendedRequestId: string | null;
  readonly errorCode: string | null;
  readonly causes: readonly string[];
  /** Milliseconds of the search for a proof; null without one. */
  readonly searchMs: number | null;
  /** W3C Trace Context as the client sent it; its vendors' state is left out, for nobody knows what is in it. */
  readonly traceparent: string | null;
  readonly startEpochMs: number;
  /** When the answer's head came; null without an answer. */
  readonly answerEpochMs: number | null;
  readonly endEpochMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number | null;
}

/** The facts of an exchange that is over. Total. In one plain literal: with spreads it takes ten times as long. */
export function exchangeFacts(
  examination: Examination,
  exchange: CapturedExchange,
  endEpochMs: number,
): ExchangeFacts {
  const { request, endpoint, answer } = examination;
  const nested = examination.nested !== undefined;
  const response = nested ? null : exchange.response;
  const headers = response?.headers ?? [];
  const scope = examination.reading.kind === "read" ? examination.reading.envelope.credentialScope : null;
  const portText = /:(\d{1,5})$/.exec(request.authority)?.[1];
  return {
    id: examination.id,
    nested,
    method: word(request.method, methodShape) ?? "_OTHER",
    scheme: request.scheme,
    host: hostOf(request.authority, portText),
    port: portText === undefined ? usualPorts[request.scheme] : Number(portText),
    path: targetParts(request.target).path.slice(0, mostPath),
    httpVersion: request.httpVersion,
    status: response?.status ?? null,
    state: exchange.state,
    verdict: examination.verdict,
    form: formOf(examination),
    service: word(endpoint.service ?? endpoint.signingName ?? scope?.service, nameShape),
    region: word(endpoint.region ?? scope?.region, nameShape),
    operation: operation(examination),
    requestId: word(requestIdOf(headers), idShape),
    extendedRequestId: word(headerValue(headers, "x-amz-id-2"), idShape),
    errorCode: word(answer?.code, codeShape),
    causes: examination.causes,
    searchMs: examination.search?.milliseconds ?? null,
    traceparent: word(headerValue(request.headers, "traceparent"), traceShape),
    startEpochMs: request.receivedAtEpochMs ?? endEpochMs,
    answerEpochMs: response?.receivedAtEpochMs ?? null,
    endEpochMs,
    requestBytes: request.body.bytes,
    responseBytes: response?.body.bytes ?? null,
  };
}

// Names of services and regions are words of tables or of the client: anything else would make labels without end.
const nameShape = /^[a-z0-9][a-z0-9.-]{0,39}$/;
const methodShape = /^[A-Za-z]{1,32}$/;
const idShape = /^[\w+/=.:-]{1,128}$/;
const codeShape = /^[A-Za-z][\w.]{0,99}$/;
const traceShape = /^[0-9a-f-]{55,64}$/;
const usualPorts = { https: 443, http: 80 } as const;

/** Longest path that is told, in characters: S3 keys have at most 1024 bytes. */
const mostPath = 2048;

/** The endpoint is known here: looking it up again would cost more than all the rest. */
function operation({ request, endpoint: { service } }: Examination): string | null {
  const { method, authority, target, headers, body } = request;
  const form = body.content === null || body.bytes > mostForm ? null : latin1(body.content);
  return operationOf({ method, authority, target, headers, body: form, service });
}

/** Longest form that is read for its Action, in bytes. */
const mostForm = 4096;

function hostOf(authority: string, portText: string | undefined): string {
  const host = portText === undefined ? authority : authority.slice(0, -portText.length - 1);
  return host.slice(0, 255).toLowerCase();
}

function formOf({ reading }: Examination): ExchangeFacts["form"] {
  if (reading.kind === "read") return reading.envelope.form;
  return reading.kind === "malformed" ? "malformed" : reading.form;
}

const idHeaders = ["x-amzn-requestid", "x-amzn-request-id", "x-amz-request-id"];

function requestIdOf(headers: CapturedExchange["request"]["headers"]): string | undefined {
  return idHeaders.map((name) => headerValue(headers, name)).find((value) => value !== undefined);
}

function word(text: string | null | undefined, shape: RegExp): string | null {
  return text !== null && text !== undefined && shape.test(text) ? text : null;
}
