// A signed event stream as it passes by: frames, their signatures and their clock. Holds no payload.
import type { EventChainReport, EventFact, EventPlan } from "./event-chain.ts";
import { EventChain } from "./event-chain.ts";
import { eventHeader, eventTimeEpochMs } from "./event-headers.ts";
import type { EventFrame, EventStreamReading } from "./event-stream.ts";
import { EventStreamParser } from "./event-stream.ts";

/** What was read and verified: plain data, bounded whatever the stream was. */
export interface EventReport extends EventChainReport {
  readonly reading: EventStreamReading;
  readonly signedEvents: number;
  /** Index of the first event without `:chunk-signature`; null when every event has one. */
  readonly firstUnsigned: number | null;
  /** Times of the events: milliseconds since 1970; null without any. */
  readonly firstAtEpochMs: number | null;
  readonly lastAtEpochMs: number | null;
  /** The longest pause between two events in milliseconds. */
  readonly longestPauseMs: number;
  /** Without a key, the first events: as many as may still be verified when one is learned. */
  readonly unverified: readonly EventFact[];
}

const mostWithoutKey = 512;

/** Verifies a stream in any cut of its bytes. */
export class SignedEvents {
  readonly #chain: EventChain;
  readonly #parser: EventStreamParser;
  readonly #mostKept: number;
  readonly #kept: EventFact[] = [];
  #signed = 0;
  #firstUnsigned: number | null = null;
  #firstAt: number | null = null;
  #lastAt: number | null = null;
  #pause = 0;

  constructor(plan: EventPlan) {
    this.#chain = new EventChain(plan);
    this.#mostKept = plan.judgeForDate(plan.scope.date) === null ? mostWithoutKey : 0;
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
      ...this.#chain.report(),
      firstAtEpochMs: this.#firstAt,
      lastAtEpochMs: this.#lastAt,
      longestPauseMs: this.#pause,
      unverified: this.#kept,
    };
  }

  #take(frame: EventFrame): void {
    const fact = factOf(frame);
    this.#clock(fact.atEpochMs);
    if (fact.provided === null) this.#firstUnsigned ??= frame.index;
    else this.#signed += 1;
    if (this.#kept.length < this.#mostKept) this.#kept.push(fact);
    this.#chain.take(fact);
  }

  #clock(at: number | null): void {
    if (at === null) return;
    if (this.#lastAt !== null) this.#pause = Math.max(this.#pause, at - this.#lastAt);
    this.#firstAt ??= at;
    this.#lastAt = at;
  }
}

/** The signatures of a stream that was read without a key, verified under one learned since: as many as were kept. */
export function eventsVerifiedLater(report: EventReport, plan: EventPlan): EventReport {
  const chain = new EventChain(plan);
  for (const fact of report.unverified) chain.take(fact);
  return { ...report, ...chain.report() };
}

function factOf(frame: EventFrame): EventFact {
  const sent = eventHeader(frame.headers, ":chunk-signature");
  return {
    index: frame.index,
    offset: frame.offset,
    payloadBytes: frame.payloadBytes,
    atEpochMs: eventTimeEpochMs(eventHeader(frame.headers, ":date")),
    provided: sent === null ? null : hexOf(sent.value),
    headersSha256Hex: frame.headersSha256Hex,
    payloadSha256Hex: frame.payloadSha256Hex,
  };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
