// A streamed body verified: aws-chunked uploads and event streams, read as they pass or from a capture, with or without a key.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { runningSha256, sha256Hex } from "../http/digest.ts";
import { headerValue } from "../http/raw-headers.ts";
import { AwsChunkedParser } from "./aws-chunked.ts";
import type { AwsChunk } from "./aws-chunked-reading.ts";
import type { BadSignature } from "./chained-signature.ts";
import type { ChunkChainPlan, OtherHashes } from "./chunk-chain.ts";
import type { UploadPlan, UploadReport } from "./chunked-upload.ts";
import { ChunkedUpload, verifiedLater } from "./chunked-upload.ts";
import { credentialScope } from "./credential-scope.ts";
import { signedTimestamp } from "./derivation.ts";
import type { Envelope } from "./envelope.ts";
import type { EventPlan } from "./event-chain.ts";
import type { BodyReader, PassedEvents, PassedUpload } from "./passed-body.ts";
import { passedBody } from "./passed-body.ts";
import type { EventReport } from "./signed-events.ts";
import { eventsVerifiedLater, SignedEvents } from "./signed-events.ts";

/** What a streamed body says, and whether its signatures come out. */
export interface StreamVerification {
  readonly form: "aws-chunked" | "event-stream";
  /** Value of x-amz-content-sha256; empty for the events of a WebSocket. */
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
  /** Whether the request's own signature, on which the chain hangs, comes out. */
  readonly seedIsRight: boolean;
  /** What an upload's body holds; null for an event stream, and where nothing is known of the body. */
  readonly upload: UploadReport | null;
  readonly events: EventReport | null;
  /** Signed chunks, events and trailers that no key was held against: all of them without one, and what came too late. */
  readonly unverified: number;
  /** The first signatures that the token asks for and that do not come out: at most one chunk or event, and the trailer. */
  readonly bad: readonly BadSignature[];
}

/** Judges signatures of a day (`YYYYMMDD`) under the envelope's region and service; null where no key is known. */
export type JudgeForDate = EventPlan["judgeForDate"];

/** The keys a body is verified under. */
export interface StreamKeys {
  readonly judgeForDate: JudgeForDate;
  /** Whether the request's own signature comes out under the judge of its day. */
  readonly seedIsRight: boolean;
}

const eventsToken = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

/** The token of a streamed body; null, at the cost of one look, for every other request. */
export function streamToken({ headers }: CapturedRequest): string | null {
  const token = headerValue(headers, "x-amz-content-sha256")?.trim();
  return token?.startsWith("STREAMING-") ? token : null;
}

/** Whether something of a request is verified in a stream: its body, or the events behind its 101. At the cost of one look. */
export function isStreamed(request: CapturedRequest): boolean {
  return request.switched !== undefined || streamToken(request) !== null;
}

/** Verifies the body of a streamed request, or the events behind its 101; null for every other request. Total. */
export function streamVerification(
  request: CapturedRequest,
  envelope: Envelope,
  { judgeForDate, seedIsRight }: StreamKeys,
): StreamVerification | null {
  if (!isStreamed(request)) return null;
  const token = streamToken(request) ?? "";
  const read = passedLater(request, envelope, judgeForDate) ?? readWhole(request, envelope, judgeForDate);
  const upload = read?.form === "aws-chunked" ? read.report : null;
  const events = read?.form === "event-stream" ? read.report : null;
  const socket = request.switched !== undefined;
  // Nothing was sent behind the 101.
  if (socket && (events?.reading.frameCount ?? 0) === 0) return null;
  const asks = { signatures: signsParts(token, events), trailers: token.endsWith("-TRAILER") };
  return {
    form: socket || token === eventsToken ? "event-stream" : "aws-chunked",
    token,
    asks,
    announced: announcedTrailers(request),
    decodedLengthText: headerValue(request.headers, "x-amz-decoded-content-length")?.trim() ?? null,
    contentLengthText: lengthOf(request) ?? null,
    whole: !socket && read !== null && bodyIsWhole(request),
    keyed: judgeForDate(envelope.credentialScope.date) !== null,
    seedIsRight,
    upload,
    events,
    unverified: asks.signatures ? unverified(upload, events) : 0,
    bad: asks.signatures ? badSignatures(upload, events, asks.trailers) : [],
  };
}

/** Reads a streamed body as it passes. What must be known stands in the head; up to `keptDataBytes` of a chunk are held. */
export function streamReader(
  head: CapturedRequest,
  envelope: Envelope,
  judgeForDate: JudgeForDate,
  keptDataBytes: number,
): BodyReader {
  const keyed = judgeForDate(envelope.credentialScope.date) !== null;
  if (streamToken(head) === eventsToken) {
    const events = new SignedEvents(eventPlan(envelope, judgeForDate));
    return {
      add: (bytes) => events.add(bytes),
      end: () => ({ form: "event-stream", keyed, report: events.end() }),
    };
  }
  const upload = new ChunkedUpload(uploadPlan(head, envelope, judgeForDate), keptDataBytes);
  return {
    add: (bytes) => upload.add(bytes),
    end: () => ({ form: "aws-chunked", keyed, report: upload.end() }),
  };
}

function uploadPlan(request: CapturedRequest, envelope: Envelope, judgeForDate: JudgeForDate): UploadPlan {
  const chain: ChunkChainPlan = {
    algorithm: envelope.algorithm,
    seedSignature: envelope.providedSignature,
    timestamp: signedTimestamp(envelope),
    scope: credentialScope(envelope.credentialScope),
    judge: judgeForDate(envelope.credentialScope.date),
    signs: signsChunks(streamToken(request) ?? ""),
  };
  return { ...chain, announced: announcedTrailers(request) };
}

/** The chain of an event stream hangs on the request's own signature, also where it stands in a presigned WebSocket URL. */
export function eventPlan(envelope: Envelope, judgeForDate: JudgeForDate): EventPlan {
  return {
    algorithm: envelope.algorithm,
    seedSignature: envelope.providedSignature,
    timestamp: signedTimestamp(envelope),
    scope: envelope.credentialScope,
    judgeForDate,
  };
}

/** A token says so; the client of a WebSocket, which sends none, by signing one of its events. */
function signsParts(token: string, events: EventReport | null): boolean {
  return token === "" ? (events?.signedEvents ?? 0) > 0 : signsChunks(token);
}

function signsChunks(token: string): boolean {
  return !token.startsWith("STREAMING-UNSIGNED-");
}

/** A body that was read as it passed, its signatures verified now where no key was known then. */
function passedLater(
  request: CapturedRequest,
  envelope: Envelope,
  judgeForDate: JudgeForDate,
): PassedUpload | PassedEvents | null {
  const passed = passedBody(request);
  if (passed === null || passed.form === "post-form") return null;
  if (passed.keyed || judgeForDate(envelope.credentialScope.date) === null) return passed;
  return passed.form === "aws-chunked"
    ? { ...passed, report: verifiedLater(passed.report, uploadPlan(request, envelope, judgeForDate)) }
    : { ...passed, report: eventsVerifiedLater(passed.report, eventPlan(envelope, judgeForDate)) };
}

/** A body that was kept, read in one piece; of an upload more can be told then. */
function readWhole(
  request: CapturedRequest,
  envelope: Envelope,
  judgeForDate: JudgeForDate,
): PassedUpload | PassedEvents | null {
  const content = kept(request);
  if (content === null) return null;
  const keyed = judgeForDate(envelope.credentialScope.date) !== null;
  if (streamToken(request) === eventsToken) {
    const events = new SignedEvents(eventPlan(envelope, judgeForDate));
    events.add(content);
    return { form: "event-stream", keyed, report: events.end() };
  }
  const upload = new ChunkedUpload(uploadPlan(request, envelope, judgeForDate), content.length);
  upload.add(content);
  return { form: "aws-chunked", keyed, report: upload.end((chunk) => otherHashes(content, chunk)) };
}

function unverified(upload: UploadReport | null, events: EventReport | null): number {
  if (events) return events.signedEvents - events.verifiedEvents - events.badEvents;
  return upload ? upload.signedChunks - upload.verifiedChunks - upload.badChunks : 0;
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

/** With the body at hand: the framed body, and the data taken together. */
function otherHashes(content: Uint8Array, chunk: AwsChunk): OtherHashes {
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
    [sha256Hex(content), "the framed body"],
    [all.hex(), "the data of all chunks"],
    [soFar.hex(), "the data of all chunks so far"],
  ];
}
