// The request's date is local time written as if it were UTC.
import { signedExample } from "../example.ts";
import type { FindingRule, Observation } from "../rule.ts";
import type { TimeJudgement } from "../time-judgement.ts";
import { answeredTimeJudgement, timeJudgement } from "../time-judgement.ts";
import { timeObservation } from "../time-observation.ts";

export const timezoneLocalAsUtc: FindingRule = {
  id: "timezone-local-as-utc",
  aliases: [
    {
      id: "clock-skew",
      toldApartBy: "a second machine or zone setting: the difference follows the zone, not the clock",
    },
  ],
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "The request's date is off by a time zone: local time was written as UTC",
  why: "The Z at the end of X-Amz-Date means UTC. The difference from the true time is that of a time zone to the minute, which a drifting clock would hardly hit.",
  fix: "Format the date in UTC (toISOString, gmtime, datetime.now(timezone.utc)); set the zone of the machine instead of moving its clock to local time.",
  wrongFix:
    "Do not move the clock by the difference: every other program on the machine would then be wrong.",
  spec: "observed: hubrick/vertx-s3-client#5, furaiev/amazon-cognito-identity-dart-2#195",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      date: "20260102T050405Z",
      now: "20260102T030407Z",
    }),
  onlyWhen: "out of time",
  inspect: (context) => seen(timeJudgement(context)),
  readAnswer: (context) => seen(answeredTimeJudgement(context)),
};

function seen(judgement: TimeJudgement | null): Observation[] {
  return judgement?.fault === "timezone-local-as-utc" ? [timeObservation(judgement)] : [];
}
