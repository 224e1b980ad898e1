// The client's clock is wrong by more than the service allows.
import { signedExample } from "../example.ts";
import type { FindingRule, Observation } from "../rule.ts";
import type { TimeJudgement } from "../time-judgement.ts";
import { answeredTimeJudgement, timeJudgement } from "../time-judgement.ts";
import { timeObservation } from "../time-observation.ts";

export const clockSkew: FindingRule = {
  id: "clock-skew",
  aliases: [
    {
      id: "signed-too-early",
      toldApartBy: "several requests of the client: with a wrong clock all of them are off by the same time",
    },
  ],
  stage: "time",
  blame: "configuration",
  severity: "error",
  threads: 15,
  title: "The client's clock is wrong by more than the service allows",
  why: "The date of a request must lie within a few minutes of AWS's clock: 15 minutes for S3 and most services, 5 for some. The machine that signed has another time.",
  fix: "Set the clock of the machine that signs and keep it set (timedatectl set-ntp true, chrony; restart the virtual machine or container host after a sleep).",
  wrongFix: "Do not change keys or signing code: the signature is right for the date it carries.",
  spec: "observed: aws/aws-sdk-php#612, aws/aws-sdk-js-v3#2208, and https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      date: "20260102T024405Z",
      now: "20260102T030405Z",
    }),
  onlyWhen: "out of time",
  inspect: (context) => seen(timeJudgement(context)),
  readAnswer: (context) => seen(answeredTimeJudgement(context)),
};

function seen(judgement: TimeJudgement | null): Observation[] {
  return judgement?.fault === "clock-skew" ? [timeObservation(judgement)] : [];
}
