// A presigned URL is used after its life ended.
import { signedExample } from "../example.ts";
import type { FindingRule } from "../rule.ts";
import type { TimeJudgement } from "../time-judgement.ts";
import { answeredTimeJudgement, isZoneOffset, timeJudgement } from "../time-judgement.ts";
import { timeObservation } from "../time-observation.ts";

export const presignExpired: FindingRule = {
  id: "presign-expired",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The presigned URL has expired",
  why: "X-Amz-Date plus X-Amz-Expires seconds has passed. The link was stored or cached longer than it lives, or the machine that made it has a clock that is behind.",
  fix: "Make the URL when it is needed, or give it a longer life (ExpiresIn, --expires-in; at the most 604800 seconds); check the clock of the machine that makes it.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      now: "20260102T031000Z",
    }),
  onlyWhen: "out of time",
  inspect: (context) => {
    if (context.envelope?.form !== "presigned-url") return [];
    const judgement = timeJudgement(context);
    return judgement?.fault === "presign-expired" ? [timeObservation(judgement, behind(judgement))] : [];
  },
  readAnswer: (context) => {
    const judgement = answeredTimeJudgement(context);
    if (judgement?.fault === "presign-expired") return [timeObservation(judgement, behind(judgement))];
    if (context.envelope !== null || !(context.answer.message ?? "").startsWith("Request has expired"))
      return [];
    const { Expires = null, ServerTime = null } = context.answer.elements;
    return [
      {
        detail: `It ended at ${Expires ?? "a time not told"}.`,
        evidence: { expires: Expires, serverTime: ServerTime },
      },
    ];
  },
};

/** A fresh URL of a clock that runs behind, or that writes local time, looks the same. */
function behind({ skewSeconds }: TimeJudgement): readonly string[] {
  return isZoneOffset(skewSeconds) ? ["timezone-local-as-utc"] : [];
}
