// The request was signed long before it was sent or judged.
import { signedExample } from "../example.ts";
import { earlierAttempts, sharersOfDate } from "../related-requests.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { TimeJudgement } from "../time-judgement.ts";
import { answeredTimeJudgement, timeJudgement } from "../time-judgement.ts";
import { timeObservation } from "../time-observation.ts";

export const signedTooEarly: FindingRule = {
  id: "signed-too-early",
  aliases: [
    { id: "clock-skew", toldApartBy: "another fresh time of the same client: its clock is then right" },
  ],
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 12,
  title: "The request was signed long before the service judged it",
  why: "The signature was made, and then the request waited: in a queue, behind a slow upload, in a frozen process, or as a retry that sent the old signature again. The clock is right; the signature is old.",
  fix: "Sign just before sending and sign each retry anew; take the date at that moment and not once at start-up; upload large bodies in parts.",
  wrongFix: "Do not set the clock: it is right.",
  spec: "observed: aws/aws-sdk-go#486, aws/aws-sdk-java#406, aws/aws-sdk-js-v3#7605",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      date: "20260102T024405Z",
      now: "20260102T030405Z",
      unsignedHeaders: [["Date", "Fri, 02 Jan 2026 03:04:04 GMT"]],
    }),
  onlyWhen: "out of time",
  inspect: (context) => seen(context, timeJudgement(context)),
  readAnswer: (context) => seen(context, answeredTimeJudgement(context)),
};

function seen(context: RuleContext, judgement: TimeJudgement | null): Observation[] {
  if (judgement?.fault !== "signed-too-early") return [];
  const seen = timeObservation(judgement);
  if (context.related.length === 0) return [seen];
  // A retry with the old signature has a rule of its own, which then names the cause.
  if (context.envelope?.form === "authorization-header" && earlierAttempts(context).length > 0)
    return [{ ...seen, notACause: true }];
  const sharers = sharersOfDate(context);
  if (sharers === 0) return [seen];
  const detail = `${seen.detail} ${sharers} other request${sharers === 1 ? " carries" : "s carry"} the very same date: it is taken once and used again.`;
  return [{ ...seen, detail, evidence: { ...seen.evidence, requestsWithThisDate: sharers } }];
}
