// The chain of signatures through an event stream: each event's is chained to the one before it, under the event's own time.
import { emptySha256Hex } from "../http/digest.ts";
import { amzDate } from "./amz-date.ts";
import type { ChainJudge } from "./chain-judge.ts";
import type { BadSignature } from "./chained-signature.ts";
import { reproducedBy } from "./chained-signature.ts";
import type { ChunkText } from "./chunk-signature.ts";
import { chunkStringToSign, eventText } from "./chunk-signature.ts";
import type { CredentialScope } from "./credential-scope.ts";
import { credentialScope } from "./credential-scope.ts";

/** What must be known before the first event. */
export interface EventPlan {
  /** Algorithm of the request's own signature. */
  readonly algorithm: string;
  /** The request's own signature: lower-case hex. A presigned WebSocket's stands in its URL. */
  readonly seedSignature: string;
  readonly scope: CredentialScope;
  /** The request's own time, `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** The judge for a day (`YYYYMMDD`) under the request's region and service: a stream may last past midnight. */
  readonly judgeForDate: (date: string) => ChainJudge | null;
}

/** What is signed of one event. */
export interface EventFact {
  readonly index: number;
  /** Where it begins in the body. */
  readonly offset: number;
  readonly payloadBytes: number;
  /** Its own time: milliseconds since 1970; null without one. */
  readonly atEpochMs: number | null;
  /** Lower-case hex; null for an event that is not signed. */
  readonly provided: string | null;
  readonly headersSha256Hex: string;
  readonly payloadSha256Hex: string;
}

/** What became of the signatures of events. */
export interface EventChainReport {
  readonly verifiedEvents: number;
  readonly badEvents: number;
  readonly firstBad: BadSignature | null;
}

/** Events on either side of the first bad one whose signatures it may be chained to. */
const before = 64;
const after = 16;

/** Holds the signatures of a stream against the calculation, event by event. */
export class EventChain {
  readonly #plan: EventPlan;
  readonly #near: EventFact[] = [];
  #previous: string;
  #verified = 0;
  #bad = 0;
  #behind = 0;
  #firstBad: { readonly fact: EventFact; readonly texts: readonly ChunkText[] } | null = null;

  constructor(plan: EventPlan) {
    this.#plan = plan;
    this.#previous = plan.seedSignature;
  }

  /** Takes the next event. */
  take(fact: EventFact): void {
    if (fact.provided === null) return;
    this.#remember(fact);
    this.#verify(fact, fact.provided);
    this.#previous = fact.provided;
  }

  report(): EventChainReport {
    return { verifiedEvents: this.#verified, badEvents: this.#bad, firstBad: this.#lookedInto() };
  }

  /** The SDKs put the day of the event into scope and key; the request's own scope is taken as well. */
  #verify(fact: EventFact, provided: string): void {
    const { scope, judgeForDate } = this.#plan;
    const texts = this.#texts(fact);
    const right = texts.some(([date, text]) => judgeForDate(date)?.fits(chunkStringToSign(text), provided));
    if (right) this.#verified += 1;
    else if (judgeForDate(scope.date) !== null) {
      this.#bad += 1;
      this.#firstBad ??= { fact, texts: texts.map(([, text]) => text) };
    }
  }

  #texts(fact: EventFact): (readonly [date: string, text: ChunkText])[] {
    const { algorithm, scope, timestamp: own } = this.#plan;
    const timestamp = fact.atEpochMs === null ? own : amzDate(fact.atEpochMs);
    const hashes = { headers: fact.headersSha256Hex, payload: fact.payloadSha256Hex };
    return [...new Set([timestamp.slice(0, 8), scope.date])].map((date) => {
      const surroundings = { algorithm, timestamp, scope: credentialScope({ ...scope, date }) };
      return [date, eventText(surroundings, this.#previous, hashes)] as const;
    });
  }

  #remember(fact: EventFact): void {
    if (this.#firstBad === null) {
      this.#near.push(fact);
      if (this.#near.length > before + 1) this.#near.shift();
    } else if (this.#behind < after) {
      this.#near.push(fact);
      this.#behind += 1;
    }
  }

  /** The first reading under which the client's signature comes out with a change, else the event's own. */
  #lookedInto(): BadSignature | null {
    if (this.#firstBad === null) return null;
    const { fact, texts } = this.#firstBad;
    const found = texts.map((text) => this.#badUnder(fact, text)).filter((bad) => bad !== null);
    return found.find(({ reproducedBy: changes }) => changes !== null) ?? found[0] ?? null;
  }

  #badUnder(fact: EventFact, text: ChunkText): BadSignature | null {
    const judge = this.#plan.judgeForDate(text.scope.slice(0, 8));
    const provided = fact.provided ?? "";
    if (judge === null) return null;
    const toSign = chunkStringToSign(text);
    return {
      kind: "event",
      index: fact.index,
      offset: fact.offset,
      bytes: fact.payloadBytes,
      provided,
      calculated: judge.calculated(toSign),
      stringToSign: toSign,
      reproducedBy: reproducedBy(judge, text, this.#mistakable(fact), provided),
    };
  }

  #mistakable(own: EventFact): Parameters<typeof reproducedBy>[2] {
    const named = this.#near.map(
      ({ index, provided }) => [index, [provided ?? "", `the signature of event ${index}`]] as const,
    );
    const earlier = named.filter(([index]) => index < own.index).reverse();
    const later = named.filter(([index]) => index > own.index);
    return {
      signatures: [
        [this.#plan.seedSignature, "the seed signature"],
        ...[...earlier, ...later].map(([, one]) => one),
      ],
      hashes: [
        [emptySha256Hex, "an empty payload"],
        [own.headersSha256Hex, "the headers' hash for the payload's"],
      ],
      middles: [[own.payloadSha256Hex, "the payload's hash for the headers'"]],
      times: [this.#plan.timestamp],
    };
  }
}
