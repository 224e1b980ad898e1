// A streamed body verified: aws-chunked uploads and event streams of a captured request, with or without a signing key.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { runningSha256, sha256Hex } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import type { AwsChunk } from "./aws-chunked.ts";
import { AwsChunkedParser } from "./aws-chunked.ts";
import type { BadSignature } from "./chained-signature.ts";
import type { OtherHashes, UploadPlan, UploadReport } from "./chunked-upload.ts";
import { ChunkedUpload } from "./chunked-upload.ts";
import { credentialScope } from "./credential-scope.ts";
import { signedTimestamp } from "./derivation.ts";
import type { Envelope } from "./envelope.ts";
import type { EventPlan, EventReport } from "./event-chain.ts";
import { EventChain } from "./event-chain.ts";
import { hmacAlgorithm } from "./terms.ts";

/** What a streamed body says, and whether its signatures come out. */
export interface StreamVerification {
  readonly form: "aws-chunked" | "event-stream";
  /** Value of x-amz-content-sha256. */
  readonly token: string;
  /** Whether the token asks for a signature with every chunk, and for trailers. */
  readonly asks: { readonly signatures: boolean; readonly trailers: boolean };
  /** Names in x-amz-trailer, in lower case. */
  readonly announced: readonly string[];
  /** x-amz-decoded-content-length and Content-Length as sent; null where absent. */
  readonly decodedLengthText: string | null;
  readonly contentLengthText: string | null;
  /** True when all bytes of the body are known that its head promises. */
  readonly whole: boolean;
  /** Whether signatures were verified under a known key. */
  readonly keyed: boolean;
  /** What an upload's body holds; null for an event stream, and where the body was not kept. */
  readonly upload: UploadReport | null;
  readonly events: EventReport | null;
  /** The first signatures that the token asks for and that do not come out: at most one chunk or event, and the trailer. */
  readonly bad: readonly BadSignature[];
}

/** Derives the signing key for a day (`YYYYMMDD`) under the envelope's region and service; null where no key is known. */
export type KeyForDate = (date: string) => Uint8Array | null;

const eventsToken = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
const noKey: KeyForDate = () => null;

/** Verifies the body of a streamed request; null, at the cost of one look, for every other request. Total. */
export function streamVerification(
  request: CapturedRequest,
  envelope: Envelope,
  keyForDate: KeyForDate,
): StreamVerification | null {
  const token = headerValue(request.headers, "x-amz-content-sha256")?.trim();
  if (token === undefined || !token.startsWith("STREAMING-")) return null;
  const events = token === eventsToken;
  const keys = envelope.algorithm === hmacAlgorithm ? keyForDate : noKey;
  const key = keys(envelope.credentialScope.date);
  const plan = uploadPlan(request, envelope, key);
  const content = kept(request);
  const upload = content && !events ? verifiedUpload(content, plan) : null;
  const chain =
    content && events
      ? verifiedEvents(content, { ...plan, scope: envelope.credentialScope, keyForDate: keys })
      : null;
  const asks = { signatures: !token.startsWith("STREAMING-UNSIGNED-"), trailers: token.endsWith("-TRAILER") };
  return {
    form: events ? "event-stream" : "aws-chunked",
    token,
    asks,
    announced: plan.announced,
    decodedLengthText: headerValue(request.headers, "x-amz-decoded-content-length")?.trim() ?? null,
    contentLengthText: headerValue(request.headers, "content-length")?.trim() ?? null,
    whole: content !== null && bodyIsWhole(request),
    keyed: key !== null,
    upload,
    events: chain,
    bad: asks.signatures ? badSignatures(upload, chain, asks.trailers) : [],
  };
}

/** What an incremental verifier of the body must know: all of it stands in the head. `key` is the day's signing key. */
export function uploadPlan(request: CapturedRequest, envelope: Envelope, key: Uint8Array | null): UploadPlan {
  return {
    token: headerValue(request.headers, "x-amz-content-sha256")?.trim() ?? "",
    seedSignature: envelope.providedSignature,
    timestamp: signedTimestamp(envelope),
    scope: credentialScope(envelope.credentialScope),
    key: envelope.algorithm === hmacAlgorithm ? key : null,
    announced: announcedTrailers(request),
  };
}

function badSignatures(
  upload: UploadReport | null,
  events: EventReport | null,
  trailers: boolean,
): BadSignature[] {
  const found = [
    upload?.firstBadChunk ?? null,
    events?.firstBad ?? null,
    trailers ? (upload?.badTrailer ?? null) : null,
  ];
  return found.filter((bad) => bad !== null);
}

function announcedTrailers({ headers }: CapturedRequest): string[] {
  const names = headers
    .filter(([name]) => name.toLowerCase() === "x-amz-trailer")
    .flatMap(([, value]) => value.toLowerCase().split(","));
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

function kept(request: CapturedRequest): Uint8Array | null {
  const { content } = request.body;
  const nothingShown =
    content?.length === 0 && request.receivedAtEpochMs === null && !/^0+$/.test(lengthOf(request) ?? "");
  return nothingShown ? null : content;
}

function bodyIsWhole(request: CapturedRequest): boolean {
  const length = lengthOf(request);
  return length === undefined || !/^\d+$/.test(length) || Number(length) === request.body.bytes;
}

function lengthOf({ headers }: CapturedRequest): string | undefined {
  return headerValue(headers, "content-length")?.trim();
}

function verifiedUpload(content: Uint8Array, plan: UploadPlan): UploadReport {
  const upload = new ChunkedUpload(plan);
  upload.add(content);
  return upload.end(otherHashes(content));
}

function verifiedEvents(content: Uint8Array, plan: EventPlan): EventReport {
  const chain = new EventChain(plan);
  chain.add(content);
  return chain.end();
}

/** With the body at hand: the chunk with pieces of its framing, and the data taken together. */
function otherHashes(content: Uint8Array): OtherHashes {
  return (chunk) => {
    const end = chunk.dataOffset + chunk.bytes;
    const data = content.subarray(chunk.dataOffset, end);
    const sizeLine = content.subarray(chunk.offset, chunk.dataOffset);
    return [
      [sha256Hex(content.subarray(chunk.dataOffset, end + 2)), "the data with the CR LF behind it"],
      [joinedHash(data, Uint8Array.of(10)), "the data with a line feed behind it"],
      [sha256Hex(content.subarray(chunk.offset, end + 2)), "the chunk with its size line"],
      [joinedHash(bareSizeLine(sizeLine), data), "the size line without its signature, then the data"],
      [sha256Hex(content), "the framed body"],
      [sha256Hex(sha256Hex(data)), "the hash of the data's hash"],
      [sha256Hex(""), "no data at all"],
      [sha256Hex(data).toUpperCase(), "the data, its hash in capitals"],
      ["UNSIGNED-PAYLOAD", "UNSIGNED-PAYLOAD for the hash of the data"],
      ...dataTogether(content, chunk),
    ];
  };
}

function bareSizeLine(line: Uint8Array): Uint8Array {
  const mark = line.indexOf(0x3b);
  const bare = line.subarray(0, mark < 0 ? line.length : mark);
  const joined = new Uint8Array(bare.length + 2);
  joined.set(bare);
  joined.set([13, 10], bare.length);
  return mark < 0 ? line : joined;
}

function joinedHash(...parts: readonly Uint8Array[]): string {
  const running = runningSha256();
  for (const part of parts) running.update(part);
  return running.hex();
}

function dataTogether(content: Uint8Array, chunk: AwsChunk): (readonly [string, string])[] {
  const [all, soFar] = [runningSha256(), runningSha256()];
  let at = 0;
  const parser = new AwsChunkedParser({
    data: (bytes) => {
      all.update(bytes);
      if (at <= chunk.index) soFar.update(bytes);
    },
    chunk: () => {
      at += 1;
    },
  });
  parser.add(content);
  parser.end();
  return [
    [all.hex(), "the data of all chunks"],
    [soFar.hex(), "the data of all chunks so far"],
  ];
}
