// What the rules about time show of a judgement: one sentence, and the figures.
import { isoDate } from "../sigv4/amz-date.ts";
import { durationWords } from "./duration-words.ts";
import type { Observation } from "./rule.ts";
import type { TimeJudgement } from "./time-judgement.ts";

/** The observation of a date out of its window, with the rules that show the same on the wire; `others` are those that the judgement does not know. */
export function timeObservation(judgement: TimeJudgement, others: readonly string[] = []): Observation {
  const { fault, signedAtEpochMs, judgedAtEpochMs, skewSeconds, windowSeconds, witness } = judgement;
  const alsoPossible = [...judgement.alsoPossible, ...others];
  const side = skewSeconds < 0 ? "behind" : "ahead of";
  const detail = `The request is dated ${isoDate(signedAtEpochMs)}, ${durationWords(skewSeconds)} ${side} ${isoDate(judgedAtEpochMs)}; the service allows ${durationWords(windowSeconds)}.`;
  const zone =
    fault === "timezone-local-as-utc"
      ? ` The offset of a time zone is ${durationWords(Math.round(skewSeconds / 900) * 900)}.`
      : "";
  const sentence = `${detail}${zone}`;
  return {
    detail: witness === null ? sentence : `${sentence} In favour of this: ${witness}.`,
    evidence: {
      signedAt: isoDate(signedAtEpochMs),
      judgedAt: isoDate(judgedAtEpochMs),
      skewSeconds: Math.round(skewSeconds),
      windowSeconds,
      ...(alsoPossible.length === 0 ? {} : { alsoPossible }),
    },
  };
}
