// The body that arrived is not the body whose hash was signed.

import { latin1Bytes, wholeBody } from "../../http/http-message.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { accidentalBody, bodyVariants } from "../body-variants.ts";
import { signedExample } from "../example.ts";
import { payloadSupposition } from "../part-variations.ts";
import { reportedPayload } from "../payload-answers.ts";
import { bodyIsWhole, payloadHeader } from "../payload-header.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const payloadChangedAfterSign: FindingRule = {
  id: "payload-changed-after-sign",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 11,
  title: "The body that was sent is not the body that was signed",
  why: "The hash of the body is part of the signature. Compression, writing JSON again, template variables, line ends or a file that changes on disk alter the body after it was hashed.",
  fix: "Serialise and compress the body first, hash exactly those bytes, and send them untouched; move interceptors that change the body before the signer.",
  wrongFix:
    "Do not switch to UNSIGNED-PAYLOAD to hide it: the body would still be another one than you meant.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      body: '{"year": 2026}',
      sent: (request) => ({ ...request, body: wholeBody(latin1Bytes('{"year":2026}\n')) }),
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reportedPayload(context, "changed", observations),
  suppose: (context) => suppositions(context),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (!context.isS3) return found;
  const claimed = payloadHeader(context);
  if (claimed === null || claimed === context.request.body.sha256Hex || !sha256Pattern.test(claimed))
    return found;
  if (!bodyIsWhole(context) || (accidentalBody(claimed) !== null && context.request.body.bytes > 0))
    return found;
  const detail =
    `x-amz-content-sha256 says ${claimed}, the body that arrived (${context.request.body.bytes} bytes) has ${context.request.body.sha256Hex}.` +
    (context.verdict === "valid" ? " The signature itself is right." : "");
  found.push({
    detail,
    evidence: {
      claimedSha256Hex: claimed,
      bodySha256Hex: context.request.body.sha256Hex,
      bodyBytes: context.request.body.bytes,
    },
  });
  return found;
}

const sha256Pattern = /^[0-9a-f]{64}$/;

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const claimed = headerValue(context.request.headers, "x-amz-content-sha256")?.trim();
  if (
    claimed !== undefined &&
    sha256Pattern.test(claimed) &&
    accidentalBody(claimed) === null &&
    claimed !== context.input.payloadHash
  ) {
    yield payloadSupposition(
      context,
      claimed,
      `The payload was signed with the hash of x-amz-content-sha256, ${claimed}; the body that arrived has another.`,
    );
  }
  for (const { sha256Hex, difference } of bodyVariants(context.request.body)) {
    yield payloadSupposition(context, sha256Hex, `The body was changed after signing: ${difference}.`);
  }
}
