// An exchange on its way to the writer's thread: one text, made as cheaply as possible, because the traffic's thread makes it.
import type { Examination } from "../diagnosis/examination.ts";
import type {
  CapturedBody,
  CapturedExchange,
  CapturedRequest,
  CapturedResponse,
} from "../http/captured-exchange.ts";
import type { RawHeaders } from "../http/raw-headers.ts";
import { rawHeaderPairs } from "../http/raw-headers.ts";
import { parseEnvelope } from "../sigv4/envelope.ts";

/** What the writer is told of an exchange. Secrets are still in it: it never leaves the process. */
export interface UnpackedExchange {
  readonly examination: Examination;
  readonly exchange: CapturedExchange;
  /** Milliseconds since 1970 when the exchange was over. */
  readonly endedAtEpochMs: number;
}

/** The bodies that travel beside the text, in the order request, answer. */
export interface PackedBodies {
  readonly request: Uint8Array | null;
  readonly response: Uint8Array | null;
}

/** Packs an exchange without its bodies' bytes. */
export function packExchange(
  examination: Examination,
  exchange: CapturedExchange,
  endedAtEpochMs: number,
): string {
  const { request, response } = examination;
  const { derivation: own, reading, endpoint, stream } = examination;
  const answer = response ?? null;
  return JSON.stringify([
    [examination.id, examination.index, examination.timeEpochMs, examination.verdict, examination.source],
    [endpoint.service, endpoint.signingName, endpoint.region, endpoint.partition, endpoint.certain],
    // An envelope that was read is read again by the writer, from the same bytes.
    reading.kind === "read" ? 0 : reading,
    own && [own.canonicalRequest, own.stringToSign, own.calculatedSignature],
    optional(examination),
    requestParts(request),
    answer && [
      answer.status,
      answer.reason,
      flat(answer.headers),
      bodyParts(answer.body),
      answer.receivedAtEpochMs,
    ],
    [exchange.id, exchange.state, exchange.reason, exchange.selfCheck, endedAtEpochMs],
    stream ?? 0,
  ]);
}

/** What most exchanges do not have. */
function optional(examination: Examination): readonly unknown[] | 0 {
  const { findings, answer, agrees, search, prediction, textVerification } = examination;
  const { proof, causes, legs, nested, incident, rebuiltFrom, departures } = examination;
  return [
    findings,
    answer,
    agrees,
    search,
    prediction,
    textVerification,
    proof,
    causes,
    legs,
    nested,
    incident,
    rebuiltFrom,
    departures,
  ];
}

function requestParts(request: CapturedRequest): readonly unknown[] {
  const { method, scheme, authority, target, httpVersion } = request;
  return [
    method,
    scheme,
    authority,
    target,
    httpVersion,
    flat(request.headers),
    bodyParts(request.body),
    request.connection,
    request.receivedAtEpochMs,
  ];
}

function bodyParts({ bytes, sha256Hex }: CapturedBody): readonly unknown[] {
  return [bytes, sha256Hex];
}

function flat(headers: RawHeaders): string[] {
  const texts: string[] = [];
  for (const [name, value] of headers) texts.push(name, value);
  return texts;
}

// The other side: positions as written above, in this file so that they are changed together.

type Parts = readonly unknown[];

/** The exchange again, with the bodies that travelled beside it. */
export function unpackExchange(text: string, bodies: PackedBodies): UnpackedExchange {
  const [head, endpoint, reading, own, more, sent, answered, around, stream] = JSON.parse(text) as Parts[];
  const request = requestOf(sent ?? [], bodies.request);
  const response = answered ? responseOf(answered, bodies.response) : null;
  const [id, index, timeEpochMs, verdict, source] = head ?? [];
  const [service, signingName, region, partition, certain] = endpoint ?? [];
  const [exchangeId, state, reason, selfCheck, endedAtEpochMs] = around ?? [];
  const [canonicalRequest, stringToSign, calculatedSignature] = own ?? [];
  const examination: unknown = {
    ...{ id, index, timeEpochMs, verdict, source, input: null, request, response, selfCheck },
    endpoint: { service, signingName, region, partition, certain },
    reading: (reading as unknown) === 0 ? parseEnvelope(request) : reading,
    derivation: own ? { canonicalRequest, stringToSign, calculatedSignature } : null,
    ...optionalOf(more ?? []),
    stream: (stream as unknown) === 0 ? null : stream,
  };
  const exchange: unknown = { id: exchangeId, request, response, state, reason, selfCheck };
  return {
    examination: examination as Examination,
    exchange: exchange as CapturedExchange,
    endedAtEpochMs: Number(endedAtEpochMs),
  };
}

function optionalOf(more: Parts): Record<string, unknown> {
  const [findings, answer, agrees, search, prediction, textVerification, proof, causes] = more;
  const [legs, nested, incident, rebuiltFrom, departures] = more.slice(8);
  return {
    ...{ findings, answer, agrees, search, prediction, textVerification, proof, causes, departures },
    ...(legs ? { legs } : {}),
    ...(nested ? { nested } : {}),
    ...(incident ? { incident } : {}),
    ...(rebuiltFrom ? { rebuiltFrom } : {}),
  };
}

function requestOf(parts: Parts, content: Uint8Array | null): CapturedRequest {
  const [method, scheme, authority, target, httpVersion, headers, body, connection, receivedAtEpochMs] =
    parts;
  const request: unknown = {
    ...{ method, scheme, authority, target, httpVersion, connection, receivedAtEpochMs },
    headers: rawHeaderPairs(headers as string[]),
    body: bodyOf(body as Parts, content),
  };
  return request as CapturedRequest;
}

function responseOf(parts: Parts, content: Uint8Array | null): CapturedResponse {
  const [status, reason, headers, body, receivedAtEpochMs] = parts;
  return {
    status: Number(status),
    reason: String(reason),
    headers: rawHeaderPairs(headers as string[]),
    body: bodyOf(body as Parts, content),
    receivedAtEpochMs: receivedAtEpochMs === null ? null : Number(receivedAtEpochMs),
  };
}

function bodyOf([bytes, sha256Hex]: Parts, content: Uint8Array | null): CapturedBody {
  return { bytes: Number(bytes), sha256Hex: String(sha256Hex), content };
}

/** Packs the head of a request that is under way. */
export function packHead(id: string, request: CapturedRequest): string {
  return JSON.stringify([id, requestParts(request)]);
}

/** The head of a request that is under way. */
export function unpackHead(text: string): { readonly id: string; readonly request: CapturedRequest } {
  const [id, parts] = JSON.parse(text) as [string, Parts];
  return { id, request: requestOf(parts, null) };
}
