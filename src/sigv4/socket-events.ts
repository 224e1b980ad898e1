// Signed events over a WebSocket: Amazon Transcribe takes its event stream in binary messages behind the handshake of a presigned
// URL. The chain hangs on the signature in the URL; services take events without signatures there as well.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import { headerValue } from "../http/raw-headers.ts";
import { targetParts } from "../http/request-target.ts";
import { ClientFrames } from "../http/websocket-frames.ts";
import type { Envelope } from "./envelope.ts";
import type { BodyReader } from "./passed-body.ts";
import { SignedEvents } from "./signed-events.ts";
import type { JudgeForDate } from "./stream-verification.ts";
import { eventPlan } from "./stream-verification.ts";

/**
 * Whether events follow the handshake of this request: the upgrade of a path that ends in `-websocket`
 * (`/stream-transcription-websocket` and its medical and call analytics relatives).
 */
export function opensEventSocket({ headers, target }: CapturedRequest): boolean {
  if (!/^\s*websocket\s*$/i.test(headerValue(headers, "upgrade") ?? "")) return false;
  return targetParts(target).path.endsWith("-websocket");
}

/** Reads what the client sends behind the handshake. */
export function socketEventsReader(envelope: Envelope, judgeForDate: JudgeForDate): BodyReader {
  const events = new SignedEvents(eventPlan(envelope, judgeForDate));
  const frames = new ClientFrames((bytes) => events.add(bytes));
  const keyed = judgeForDate(envelope.credentialScope.date) !== null;
  return {
    add: (bytes) => frames.add(bytes),
    end: () => ({ form: "event-stream", keyed, report: events.end() }),
  };
}
