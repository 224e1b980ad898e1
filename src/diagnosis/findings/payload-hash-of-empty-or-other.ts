// A body was sent, and the hash of nothing or of an accident was signed.

import { sha256Hex } from "../../http/digest.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { unsignedPayload } from "../../sigv4/terms.ts";
import { accidentalBodies, accidentalBody } from "../body-variants.ts";
import { signedExample } from "../example.ts";
import { payloadSupposition } from "../part-variations.ts";
import { reportedPayload } from "../payload-answers.ts";
import { payloadHeader } from "../payload-header.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const payloadHashOfEmptyOrOther: FindingRule = {
  id: "payload-hash-of-empty-or-other",
  aliases: [
    {
      id: "payload-header-ignored-by-service",
      toldApartBy: "nothing on the wire: outside S3 the header's hash is not read",
    },
  ],
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 10,
  title: "A body was sent, but the hash of an empty text or of something else was signed",
  why: "The signer ran before the body was set, or was given another field than the HTTP library sends (data against body), so it hashed nothing or a placeholder.",
  fix: "Hand the signer the very bytes that are sent as the body, and sign after the body is set.",
  wrongFix: "Do not leave the body out of the signer's input because it is large: hash it as a stream.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      body: '{"TableName":"reports"}',
      signedInput: (input) => ({
        ...input,
        payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      }),
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reportedPayload(context, "accident", observations),
  suppose: (context) => suppositions(context),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  const { body } = context.request;
  if (!context.isS3 || body.bytes === 0) return found;
  const claimed = payloadHeader(context);
  const accident = claimed === null || claimed === body.sha256Hex ? null : accidentalBody(claimed);
  if (claimed === null || accident === null) return found;
  const detail = `x-amz-content-sha256 is the hash of ${shown(accident)}, and a body of ${body.bytes} bytes was sent.`;
  found.push({
    detail,
    evidence: { claimedSha256Hex: claimed, bodySha256Hex: body.sha256Hex, bodyBytes: body.bytes },
  });
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { body, headers } = context.request;
  if (body.bytes === 0 || context.envelope.form === "presigned-url") return;
  for (const text of accidentalBodies) {
    yield payloadSupposition(
      context,
      sha256Hex(text),
      `The hash of ${shown(text)} was signed, and a body of ${body.bytes} bytes was sent.`,
    );
  }
  yield payloadSupposition(
    context,
    unsignedPayload,
    `${unsignedPayload} was signed as the payload, and the service hashes the body.`,
  );
  yield payloadSupposition(context, "", "No payload hash at all was signed.");
  const claimed = headerValue(headers, "x-amz-content-sha256")?.trim();
  if (claimed !== undefined && claimed !== body.sha256Hex)
    yield payloadSupposition(
      context,
      body.sha256Hex,
      "The body's hash was signed, and another one was sent in x-amz-content-sha256.",
    );
}

function shown(text: string): string {
  return text === "" ? "an empty text" : JSON.stringify(text);
}
