// A presigned URL was used with another method than it was signed for.
import { signedExample } from "../example.ts";
import { methodSupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";
import { saysMismatch } from "../server-view.ts";
import { openedOtherwise } from "../text-signs-payload.ts";

export const presignWrongMethod: FindingRule = {
  id: "presign-wrong-method",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 12,
  title: "The presigned URL was made for another method than the one it is used with",
  why: "The method is part of the signature. A URL presigned for PUT does not work with GET, and one for GET works neither with HEAD nor with PUT.",
  fix: "Use the URL with the method it was presigned for, or presign one URL for each method (getObject for GET, headObject for HEAD, putObject for PUT).",
  wrongFix: "Do not make the bucket public to get around this.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 900,
      sent: (request) => ({ ...request, method: "GET" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: openedOtherwise,
  readAnswer: (context) => refusedAsRead(context),
};

const methods = ["GET", "PUT", "HEAD", "POST", "DELETE", "OPTIONS", "PATCH"];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "presigned-url") return;
  for (const method of methods) {
    if (method === context.input.method.toUpperCase()) continue;
    yield methodSupposition(
      context,
      method,
      `The URL was presigned for ${method} and used with ${context.input.method}.`,
    );
  }
}

/** AWS shows that it read a read of a URL that is signed for an upload, and found another signature. */
function refusedAsRead(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { serverTexts, verdict, answer, origin } = context;
  if (origin !== "captured" || serverTexts === null || verdict !== "unverifiable") return [];
  if (!saysMismatch(answer)) return [];
  return openedOtherwise({ ...context, texts: serverTexts, origin: "server-texts" }).map(
    ({ detail, evidence }) => ({ detail, evidence }),
  );
}
