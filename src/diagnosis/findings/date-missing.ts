// The request has a signature and no date.
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule } from "../rule.ts";
import { isSignedTwice } from "../signed-twice.ts";

export const dateMissing: FindingRule = {
  id: "date-missing",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The request carries no date",
  why: "The string to sign begins with the date, and AWS takes it from X-Amz-Date or Date. Neither is there: browsers do not let a page set Date, and some HTTP clients drop it.",
  fix: "Send X-Amz-Date (YYYYMMDDTHHMMSSZ in UTC) with the very value that was signed.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sts.us-east-1.amazonaws.com/",
      service: "sts",
      body: "Action=GetCallerIdentity&Version=2011-06-15",
      signedInput: (input) => ({ ...input, headers: input.headers.slice(0, 1), signedHeaders: ["host"] }),
      sent: (request) => withHeader(request, "X-Amz-Date", null),
    }),
  inspect: (context) => {
    const { envelope } = context;
    // A presigned URL without a date lacks a parameter, which is said there.
    if (envelope === null || envelope.amzDate !== null || envelope.form === "presigned-url") return [];
    // Beside a signed query the header is one too many, whatever it lacks.
    if (isSignedTwice(context)) return [];
    const signed = envelope.signedHeaders.filter((name) => /^(?:x-amz-)?date$/i.test(name));
    const detail =
      signed.length === 0
        ? "There is neither X-Amz-Date nor Date."
        : `${signed.join(" and ")} is signed and was not sent.`;
    return [{ detail, evidence: { signed } }];
  },
  readAnswer: ({ reading, answer }) => {
    const told =
      /^AWS authentication requires a valid Date or x-amz-date header|^Authorization header requires existence of either/;
    return reading.kind === "absent" && told.test(answer.message ?? "")
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
};
