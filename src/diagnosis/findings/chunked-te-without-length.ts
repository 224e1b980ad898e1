// An upload to S3 with Transfer-Encoding: chunked that tells its length nowhere.
import { headerValue } from "../../http/raw-headers.ts";
import { defaultChecksum } from "../default-checksum.ts";
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { departureWeight } from "../stream-words.ts";

export const chunkedTeWithoutLength: FindingRule = {
  id: "chunked-te-without-length",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "An upload to S3 uses Transfer-Encoding: chunked and does not tell its length",
  why: "S3 wants to know the length of an object before its data. It takes Transfer-Encoding: chunked only together with x-amz-decoded-content-length; HTTP libraries switch to it by themselves for streams of unknown length.",
  fix: "Send Content-Length: read the stream into memory or a file first, or upload it in parts (multipart upload) of known length.",
  wrongFix: "Do not set Content-Length beside Transfer-Encoding: HTTP forbids both together.",
  spec: "observed: awslabs/aws-sigv4-proxy#70 (501 NotImplemented, Header Transfer-Encoding)",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      body: '{"year":2026}',
      sent: (request) =>
        withHeader(withHeader(request, "Content-Length", null), "Transfer-Encoding", "chunked"),
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context),
};

function observations(context: RuleContext): Observation[] {
  const { request, isS3 } = context;
  const coding = headerValue(request.headers, "transfer-encoding");
  if (coding === undefined || !isS3 || request.method !== "PUT" || !/(?:^|,)\s*chunked\s*$/i.test(coding))
    return [];
  const told = ["content-length", "x-amz-decoded-content-length"].some(
    (name) => headerValue(request.headers, name) !== undefined,
  );
  const severity = departureWeight(context);
  // A streaming token without x-amz-decoded-content-length is a class of its own: decoded-length-wrong.
  const streaming = headerValue(request.headers, "x-amz-content-sha256")?.startsWith("STREAMING-") === true;
  if (told || streaming || severity === null) return [];
  return [
    {
      detail: `Transfer-Encoding is "${coding}", and neither Content-Length nor x-amz-decoded-content-length is sent.`,
      evidence: { transferEncoding: coding },
      severity,
    },
  ];
}

function reported(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { code, elements } = context.answer;
  if (context.endpoint.partition === null && defaultChecksum(context)?.trailer === true) return [];
  if (code !== "NotImplemented" || elements.Header?.toLowerCase() !== "transfer-encoding") return [];
  if (observations(context).some(({ severity }) => severity === "error")) return [];
  return [
    {
      detail: "AWS answered NotImplemented and names the header Transfer-Encoding.",
      evidence: { header: elements.Header },
    },
  ];
}
