// A presigned URL was made to live longer than the temporary credentials behind it.
import { headerValue } from "../../http/raw-headers.ts";
import { isoDate, parseAmzDate } from "../../sigv4/amz-date.ts";
import { durationWords } from "../duration-words.ts";
import { exampleKnowledge, exampleResponse, exampleSecret, signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const presignOutlivesCredentials: FindingRule = {
  id: "presign-outlives-credentials",
  stage: "time",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The presigned URL outlives the temporary credentials that signed it",
  why: "A presigned URL works no longer than the credentials behind it. Those of a role, of SSO or of an instance end after minutes or hours, whatever X-Amz-Expires says.",
  fix: "Make the URL when it is needed; or sign it with credentials that live as long as the URL (a longer DurationSeconds for the role, or an IAM user's key for links of days).",
  wrongFix: "Do not raise X-Amz-Expires: the credentials end at the same time as before.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 604_800,
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE",
      knowledge: exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE"),
      now: "20260103T030405Z",
      response: exampleResponse(
        400,
        [["Content-Type", "application/xml"]],
        "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><Token-0>IQoJb3JpZ2luX2VjEXAMPLE</Token-0><RequestId>4442587FB7D0A2F9</RequestId></Error>",
      ),
    }),
  onlyWhen: "with query",
  inspect: (context) => foreseen(context),
  readAnswer: (context) => answered(context),
};

interface Life {
  readonly fromEpochMs: number;
  readonly seconds: number;
}

/** The life of a presigned URL that carries a session token; null for anything else. */
function life({ envelope }: RuleContext): Life | null {
  if (envelope?.form !== "presigned-url" || envelope.sessionToken === "absent") return null;
  const fromEpochMs = parseAmzDate(envelope.amzDate ?? "");
  const text = envelope.expiresText ?? "";
  return fromEpochMs === null || !/^\d{1,7}$/.test(text) ? null : { fromEpochMs, seconds: Number(text) };
}

/** By the known end of the credentials, without an answer or beside one that took the URL. */
function foreseen(context: RuleContext): Observation[] {
  const end = context.credentialsEndEpochMs ?? null;
  const url = end === null ? null : life(context);
  if (end === null || url === null || end >= url.fromEpochMs + url.seconds * 1000) return [];
  if (refusedForIt(context.answer)) return [];
  const now = context.nowEpochMs;
  const urlEnded = now !== null && now > url.fromEpochMs + url.seconds * 1000;
  const ended = now !== null && now > end && !urlEnded && (context.answer?.status ?? 400) >= 400;
  const tense = ended ? "ended" : "end";
  const detail = `The URL is to live ${durationWords(url.seconds)} from ${isoDate(url.fromEpochMs)}; the credentials behind it ${tense} at ${isoDate(end)}.`;
  const evidence = { expiresSeconds: url.seconds, credentialsEnd: isoDate(end) };
  return [ended ? { detail, evidence } : { detail, evidence, severity: "warning" }];
}

function answered(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const url = life(context);
  if (url === null || !refusedForIt(context.answer)) return [];
  const end = context.credentialsEndEpochMs ?? null;
  const known = end === null ? "" : ` They ended at ${isoDate(end)}.`;
  return [
    {
      detail: `AWS answered ${context.answer.code} for a URL that is to live ${durationWords(url.seconds)} from ${isoDate(url.fromEpochMs)}: its credentials are over.${known}`,
      evidence: {
        expiresSeconds: url.seconds,
        credentialsEnd: end === null ? null : isoDate(end),
        serverDate: headerValue(context.response?.headers ?? [], "date") ?? null,
      },
    },
  ];
}

function refusedForIt(answer: ServerAnswer | null): boolean {
  return answer !== null && (answer.code === "ExpiredToken" || answer.code === "ExpiredTokenException");
}
