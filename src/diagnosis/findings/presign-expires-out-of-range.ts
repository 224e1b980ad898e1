// The life of a presigned URL is no number of seconds that AWS takes.
import { signedExample } from "../example.ts";
import type { FindingRule, Observation } from "../rule.ts";

export const presignExpiresOutOfRange: FindingRule = {
  id: "presign-expires-out-of-range",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "X-Amz-Expires is not a number of seconds from 1 to 604800",
  why: "A presigned URL lives for X-Amz-Expires seconds, seven days at the most. The value is larger, zero, negative, or not a number because a setting was missing.",
  fix: "Give a life in seconds between 1 and 604800 (ExpiresIn, expiresIn, --expires-in); for longer sharing use a CloudFront signed URL or make a new URL on demand.",
  wrongFix: "Do not change X-Amz-Expires in the finished URL: it is signed.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 2_592_000,
    }),
  onlyWhen: "with query",
  inspect: ({ envelope }) =>
    envelope === null || envelope.expiresText === null ? [] : seen(envelope.expiresText),
  readAnswer: ({ reading, answer }) => {
    const told = /^X-Amz-Expires (?:must be|should be)/.exec(answer.message ?? "");
    return told && reading.kind === "absent"
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
};

function seen(text: string): Observation[] {
  if (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= 604_800) return [];
  const sent = text.slice(0, 40);
  const fault = !/^-?\d+$/.test(text)
    ? "not a number"
    : text.startsWith("-")
      ? "negative"
      : Number(text) === 0
        ? "zero"
        : "more than seven days";
  return [{ detail: `X-Amz-Expires is "${sent}": ${fault}.`, evidence: { sent, fault } }];
}
