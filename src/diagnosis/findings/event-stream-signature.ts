// An event of a signed stream (Transcribe, Lex, Bedrock) whose signature does not come out, or that the service refused in the stream.

import { headerValue } from "../../http/raw-headers.ts";
import { eventHeader, eventHeaderText } from "../../sigv4/event-headers.ts";
import type { FrameReason } from "../../sigv4/event-stream.ts";
import { EventStreamParser } from "../../sigv4/event-stream.ts";
import { eventStreamExample } from "../example-events.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { badSignatureObservations } from "../stream-words.ts";

export const eventStreamSignature: FindingRule = {
  id: "event-stream-signature",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "The signature of an event in the stream does not come out",
  why: "Each event is signed over the signature before it, the hash of its own encoded :date header and the hash of its payload, under the time in :date. A chain that starts over, a second reading of the clock or an event re-encoded on the way breaks it; events that wait too long expire.",
  fix: "Chain the first event to the request's own signature and each further one to the signature sent before it, sign with the very time that :date carries, and send events as soon as they are signed.",
  wrongFix: "Do not sign the request again while the stream is open: the chain hangs on its first signature.",
  spec: "https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html",
  example: () => eventStreamExample({ signedEvent: (text, _, seed) => ({ ...text, previous: seed }) }),
  onlyWhen: "streamed",
  inspect: (context) => {
    if (context.stream?.form !== "event-stream" && context.response === null) return [];
    return [
      ...badSignatureObservations(context, "event"),
      ...unsignedEvents(context),
      ...brokenFrame(context),
      ...refusedInStream(context),
    ];
  },
};

function unsignedEvents({ stream }: RuleContext): Observation[] {
  const index = stream?.events?.firstUnsigned ?? null;
  if (index === null || !stream?.asks.signatures) return [];
  return [
    {
      detail: `Event ${index} (events count from 0) carries no :chunk-signature.`,
      evidence: { index },
    },
  ];
}

/** A frame whose checksums or lengths do not fit: behind it no event can be read, and no signature told. */
function brokenFrame({ stream }: RuleContext): Observation[] {
  const fault = stream?.events?.reading.fault ?? null;
  if (fault === null || (fault.reason === "cut-off" && !stream?.whole)) return [];
  return [
    {
      detail: `Event ${fault.frame} (at byte ${fault.offset} of the body; events count from 0) is broken: ${brokenWords[fault.reason]}.`,
      evidence: { index: fault.frame, offset: fault.offset, reason: fault.reason },
    },
  ];
}

const brokenWords: Readonly<Record<FrameReason, string>> = {
  "length-impossible": "its lengths cannot be right",
  "prelude-crc": "the checksum of its lengths does not fit",
  "headers-unreadable": "its headers cannot be read",
  "message-crc": "its checksum does not fit its bytes, which were changed after it was made",
  "cut-off": "the body ends in it",
};

const complaint = /signature (?:expired|we calculated)|not yet current|invalid signature/i;
const exceptionName = /^[A-Za-z]{1,64}$/;

/** The exception that the service sends as an event of its answer, behind status 200. */
function refusedInStream({ response, stream }: RuleContext): Observation[] {
  if (stream?.form !== "event-stream" || !response || response.body.content === null) return [];
  if (!/eventstream/i.test(headerValue(response.headers, "content-type") ?? "")) return [];
  const content = response.body.content;
  const seen: Observation[] = [];
  const parser = new EventStreamParser((frame) => {
    const name = eventHeaderText(eventHeader(frame.headers, ":exception-type"));
    if (!exceptionName.test(name) || seen.length > 0) return;
    const end = frame.offset + frame.bytes - 4;
    const text = String.fromCharCode(
      ...content.subarray(Math.max(frame.offset, end - Math.min(frame.payloadBytes, 2000)), end),
    );
    if (!complaint.test(text)) return;
    seen.push({
      detail: `In the stream the service answered ${name}: ${text.slice(0, 300)}`,
      evidence: { exception: name, longestPauseMs: stream.events?.longestPauseMs ?? null },
    });
  });
  parser.add(content);
  return seen;
}
