// A presigned URL is dated in the future.
import { signedExample } from "../example.ts";
import type { FindingRule } from "../rule.ts";
import type { TimeJudgement } from "../time-judgement.ts";
import { answeredTimeJudgement, isZoneOffset, timeJudgement } from "../time-judgement.ts";
import { timeObservation } from "../time-observation.ts";

export const presignNotYetValid: FindingRule = {
  id: "presign-not-yet-valid",
  stage: "time",
  blame: "configuration",
  severity: "error",
  threads: 4,
  title: "The presigned URL is dated in the future",
  why: "X-Amz-Date is later than AWS's clock by more than it allows: the machine that made the URL has a clock that is ahead, or wrote local time as UTC.",
  fix: "Set the clock of the machine that makes the URL (timedatectl set-ntp true) and format the date in UTC.",
  wrongFix: "Do not raise X-Amz-Expires: it moves the end of the URL's life, not its beginning.",
  spec: "observed: minio/minio#2638, dmjio/s3-signer#16",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      now: "20260102T023000Z",
    }),
  onlyWhen: "out of time",
  inspect: (context) => {
    if (context.envelope?.form !== "presigned-url") return [];
    const judgement = timeJudgement(context);
    return judgement?.fault === "presign-not-yet-valid" ? [timeObservation(judgement, ahead(judgement))] : [];
  },
  readAnswer: (context) => {
    const judgement = answeredTimeJudgement(context);
    if (judgement?.fault === "presign-not-yet-valid") return [timeObservation(judgement, ahead(judgement))];
    if (!(context.answer.message ?? "").startsWith("Request is not yet valid")) return [];
    const serverTime = context.answer.elements.ServerTime ?? null;
    return context.envelope === null ? [{ detail: "The service says so.", evidence: { serverTime } }] : [];
  },
};

/** Which of the two faults of the machine that made the URL is likelier. */
function ahead({ skewSeconds }: TimeJudgement): readonly string[] {
  return [isZoneOffset(skewSeconds) ? "timezone-local-as-utc" : "clock-skew"];
}
