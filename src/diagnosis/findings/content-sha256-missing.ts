// x-amz-content-sha256 is absent where the service insists on it.

import { emptySha256Hex } from "../../http/digest.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { unsignedPayload } from "../../sigv4/terms.ts";
import { signedExample, withHeader } from "../example.ts";
import { payloadSupposition } from "../part-variations.ts";
import { reportedPayload } from "../payload-answers.ts";
import { needsPayloadHeader } from "../payload-header.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { isSigned } from "../signed-headers.ts";
import { isSignedTwice } from "../signed-twice.ts";
import { hashMissing } from "../text-signs-payload.ts";
import { headerSupposition } from "../variations.ts";

export const contentSha256Missing: FindingRule = {
  id: "content-sha256-missing",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "The header x-amz-content-sha256 is missing, and this service insists on it",
  why: "S3, Glacier and OpenSearch Serverless want the hash of the body as a header of its own, because they take the payload line of the signature from it.",
  fix: "Send x-amz-content-sha256 with the hex SHA-256 of the body (or UNSIGNED-PAYLOAD for S3 over https), and sign it; with curl pass the header yourself.",
  wrongFix: "Do not send it empty.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.filter(({ name }) => name !== "x-amz-content-sha256"),
        signedHeaders: input.signedHeaders.filter((name) => name !== "x-amz-content-sha256"),
      }),
      sent: (request) => withHeader(request, "x-amz-content-sha256", null),
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reportedPayload(context, "missing", observations),
  suppose: (context) => suppositions(context),
  readTexts: hashMissing,
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (
    !needsPayloadHeader(context) ||
    headerValue(context.request.headers, "x-amz-content-sha256") !== undefined
  )
    return found;
  // Beside a signed query the Authorization header is one too many, whatever it lacks.
  if (isSignedTwice(context)) return found;
  const detail = "The request is signed in its Authorization header and has no x-amz-content-sha256.";
  const evidence = { service: context.envelope?.credentialScope.service ?? "" };
  // Outside AWS most S3-compatible servers hash the body themselves.
  found.push(
    context.endpoint.partition === null ? { detail, evidence, severity: "warning" } : { detail, evidence },
  );
  return found;
}

/** The header was signed and lost on the way, or never written though its value was signed as the payload. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "authorization-header") return;
  if (headerValue(context.request.headers, "x-amz-content-sha256") !== undefined) return;
  const { sha256Hex } = context.request.body;
  const values = new Set([sha256Hex, unsignedPayload, emptySha256Hex, ...streamingTokens]);
  for (const value of values) {
    const lines = value === context.input.payloadHash ? [value] : [value, context.input.payloadHash];
    for (const line of isSigned(context, "x-amz-content-sha256") ? lines : [])
      yield lost(context, value, line);
  }
  if (!context.isS3) return;
  for (const value of values)
    if (value !== context.input.payloadHash)
      yield payloadSupposition(
        context,
        value,
        `The payload was signed as ${value}, and no x-amz-content-sha256 says so.`,
      );
}

const streamingTokens = ["STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"];

function lost(context: EnvelopeContext, value: string, line: string): Supposition {
  const detail = `x-amz-content-sha256 was signed as ${value} and did not arrive.`;
  const supposition = headerSupposition(context, "x-amz-content-sha256", value, detail);
  return { ...supposition, request: { ...supposition.request, payloadHash: line } };
}
