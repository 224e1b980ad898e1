// A signed event stream as it passes by: each event's signature is chained to the one before it, under the event's own time.
import { emptySha256Hex } from "../http/digest.ts";
import { amzDate } from "./amz-date.ts";
import type { BadSignature } from "./chained-signature.ts";
import { reproducedBy } from "./chained-signature.ts";
import { chunkStringToSign, eventText } from "./chunk-signature.ts";
import type { CredentialScope } from "./credential-scope.ts";
import { credentialScope } from "./credential-scope.ts";
import { eventHeader, eventTimeEpochMs } from "./event-headers.ts";
import type { EventFrame, EventStreamReading } from "./event-stream.ts";
import { EventStreamParser } from "./event-stream.ts";
import { signature } from "./signature.ts";

/** What must be known before the first event. */
export interface EventPlan {
  /** The request's own signature: lower-case hex. */
  readonly seedSignature: string;
  readonly scope: CredentialScope;
  /** The request's own time, `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** The signing key of a day (`YYYYMMDD`) under the request's region and service: a stream may last past midnight. */
  readonly keyForDate: (date: string) => Uint8Array | null;
}

/** What was read and verified. */
export interface EventReport {
  readonly reading: EventStreamReading;
  readonly signedEvents: number;
  /** Index of the first event without `:chunk-signature`; null when every event has one. */
  readonly firstUnsigned: number | null;
  readonly verifiedEvents: number;
  readonly badEvents: number;
  readonly firstBad: BadSignature | null;
  /** Times of the events: milliseconds since 1970; null without any. */
  readonly firstAtEpochMs: number | null;
  readonly lastAtEpochMs: number | null;
  /** The longest pause between two events in milliseconds. */
  readonly longestPauseMs: number;
}

const mostKept = 64;

/** Verifies a stream in any cut of its bytes. */
export class EventChain {
  readonly #plan: EventPlan;
  readonly #parser: EventStreamParser;
  readonly #earlier: (readonly [value: string, words: string])[] = [];
  #previous: string;
  #signed = 0;
  #verified = 0;
  #bad = 0;
  #firstUnsigned: number | null = null;
  #firstBad: BadSignature | null = null;
  #firstAt: number | null = null;
  #lastAt: number | null = null;
  #pause = 0;

  constructor(plan: EventPlan) {
    this.#plan = plan;
    this.#previous = plan.seedSignature;
    this.#parser = new EventStreamParser((frame) => this.#take(frame));
  }

  add(bytes: Uint8Array): void {
    this.#parser.add(bytes);
  }

  /** The body is over. */
  end(): EventReport {
    return {
      reading: this.#parser.end(),
      signedEvents: this.#signed,
      firstUnsigned: this.#firstUnsigned,
      verifiedEvents: this.#verified,
      badEvents: this.#bad,
      firstBad: this.#firstBad,
      firstAtEpochMs: this.#firstAt,
      lastAtEpochMs: this.#lastAt,
      longestPauseMs: this.#pause,
    };
  }

  #take(frame: EventFrame): void {
    const sent = eventHeader(frame.headers, ":chunk-signature");
    const at = eventTimeEpochMs(eventHeader(frame.headers, ":date"));
    this.#clock(at);
    if (sent === null) {
      this.#firstUnsigned ??= frame.index;
      return;
    }
    this.#signed += 1;
    const provided = hexOf(sent.value);
    this.#verify(frame, at, provided);
    if (this.#earlier.length < mostKept)
      this.#earlier.push([provided, `the signature of event ${frame.index}`]);
    this.#previous = provided;
  }

  #clock(at: number | null): void {
    if (at === null) return;
    if (this.#lastAt !== null) this.#pause = Math.max(this.#pause, at - this.#lastAt);
    this.#firstAt ??= at;
    this.#lastAt = at;
  }

  /** The SDKs put the day of the event into scope and key; the request's own scope is taken as well. */
  #verify(frame: EventFrame, at: number | null, provided: string): void {
    const { scope, timestamp: own, keyForDate } = this.#plan;
    const timestamp = at === null ? own : amzDate(at);
    let first: BadSignature | null = null;
    for (const date of new Set([timestamp.slice(0, 8), scope.date])) {
      const key = keyForDate(date);
      if (key === null) continue;
      const text = eventText({ timestamp, scope: credentialScope({ ...scope, date }) }, this.#previous, {
        headers: frame.headersSha256Hex,
        payload: frame.payloadSha256Hex,
      });
      const toSign = chunkStringToSign(text);
      const calculated = signature(key, toSign);
      if (calculated === provided) {
        this.#verified += 1;
        return;
      }
      if (this.#firstBad !== null || first?.reproducedBy) continue;
      first = {
        kind: "event",
        index: frame.index,
        offset: frame.offset,
        bytes: frame.payloadBytes,
        provided,
        calculated,
        stringToSign: toSign,
        reproducedBy: reproducedBy(key, text, this.#mistakable(frame), provided),
      };
    }
    if (keyForDate(scope.date) !== null) this.#bad += 1;
    this.#firstBad ??= first;
  }

  #mistakable(frame: EventFrame): Parameters<typeof reproducedBy>[2] {
    return {
      signatures: [[this.#plan.seedSignature, "the seed signature"], ...[...this.#earlier].reverse()],
      hashes: [
        [emptySha256Hex, "an empty payload"],
        [frame.headersSha256Hex, "the headers' hash for the payload's"],
      ],
      middles: [[frame.payloadSha256Hex, "the payload's hash for the headers'"]],
      times: [this.#plan.timestamp],
    };
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
