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

/**
 * An exchange as it travels from thread to thread: texts, numbers and lists of them, which a message copies faster than JSON is written.
 * What most exchanges do not have is one text of JSON.
 */
export type PackedExchange = readonly unknown[];

/** Packs an exchange without its bodies' bytes. */
export function packExchange(
  examination: Examination,
  exchange: CapturedExchange,
  endedAtEpochMs: number,
): PackedExchange {
  const { derivation, endpoint, request } = examination;
  const answer = examination.response ?? null;
  return [
    examination.id,
    examination.index,
    examination.timeEpochMs,
    examination.verdict,
    examination.source,
    endpoint.service,
    endpoint.signingName,
    endpoint.region,
    endpoint.partition,
    endpoint.certain,
    exchange.id,
    exchange.state,
    exchange.reason,
    endedAtEpochMs,
    JSON.stringify(optional(examination, exchange)),
    derivation && [derivation.canonicalRequest, derivation.stringToSign, derivation.calculatedSignature],
    requestParts(request),
    answer && responseParts(answer),
  ];
}

/** How much memory a packed exchange takes, about: the characters of its texts. */
export function packedLength(packed: PackedExchange): number {
  let length = 0;
  for (const part of packed) {
    if (typeof part === "string") length += part.length;
    else if (Array.isArray(part)) length += packedLength(part);
  }
  return length;
}

/** What most exchanges do not have. */
function optional(examination: Examination, exchange: CapturedExchange): readonly unknown[] {
  const { findings, answer, agrees, search, prediction, textVerification, reading, stream } = examination;
  const { proof, causes, legs, nested, incident, rebuiltFrom, departures } = examination;
  return [
    // An envelope that was read is read again by the writer, from the same bytes.
    reading.kind === "read" ? 0 : reading,
    stream ?? 0,
    exchange.selfCheck,
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
    request.connection ?? null,
    request.receivedAtEpochMs ?? null,
  ];
}

function responseParts(answer: CapturedResponse): readonly unknown[] {
  const { status, reason, headers, body, receivedAtEpochMs } = answer;
  return [status, reason, flat(headers), bodyParts(body), receivedAtEpochMs];
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
export function unpackExchange(packed: PackedExchange, bodies: PackedBodies): UnpackedExchange {
  const [id, index, timeEpochMs, verdict, source, service, signingName, region, partition, certain] = packed;
  const [exchangeId, state, reason, endedAtEpochMs, more] = packed.slice(10);
  const [own, sent, answered] = packed.slice(15) as (Parts | null)[];
  const request = requestOf(sent ?? [], bodies.request);
  const response = answered ? responseOf(answered, bodies.response) : null;
  const [canonicalRequest, stringToSign, calculatedSignature] = own ?? [];
  const [reading, stream, selfCheck, ...optionals] = JSON.parse(String(more)) as Parts;
  const examination: unknown = {
    ...{ id, index, timeEpochMs, verdict, source, input: null, request, response, selfCheck },
    endpoint: { service, signingName, region, partition, certain },
    reading: reading === 0 ? parseEnvelope(request) : reading,
    derivation: own ? { canonicalRequest, stringToSign, calculatedSignature } : null,
    ...optionalOf(optionals),
    stream: stream === 0 ? null : stream,
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
