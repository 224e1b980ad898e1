// A presigned URL was signed with another payload line than the service takes.

import { emptySha256Hex } from "../../http/digest.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { unsignedPayload } from "../../sigv4/terms.ts";
import { signedExample } from "../example.ts";
import { payloadSupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { isSigned } from "../signed-headers.ts";
import { presignHashes } from "../text-signs-payload.ts";
import { headerSupposition } from "../variations.ts";

export const presignPayloadToken: FindingRule = {
  id: "presign-payload-token",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The presigned URL was signed with another payload line than the service takes",
  why: "For S3 the payload line of a presigned URL is UNSIGNED-PAYLOAD, for other services the hash of the body (of nothing for GET). Nothing in the URL says which was used.",
  fix: "Presign with UNSIGNED-PAYLOAD for S3 and with the body's SHA-256 for every other service.",
  wrongFix: "Do not send x-amz-content-sha256 along with the URL unless it was signed.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 900,
      signedInput: (input) => ({
        ...input,
        payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: presignHashes,
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "presigned-url") return;
  const { request, input } = context;
  const sent = headerValue(request.headers, "x-amz-content-sha256");
  for (const hash of new Set([emptySha256Hex, unsignedPayload, request.body.sha256Hex])) {
    if (sent === undefined && isSigned(context, "x-amz-content-sha256")) {
      const lost = headerSupposition(
        context,
        "x-amz-content-sha256",
        hash,
        `x-amz-content-sha256 was presigned as ${hash} and not sent.`,
      );
      yield { ...lost, request: { ...lost.request, payloadHash: hash } };
    }
    if (hash !== input.payloadHash)
      yield payloadSupposition(
        context,
        hash,
        `The payload line was presigned as ${hash}; the service takes ${input.payloadHash}.`,
      );
  }
}
