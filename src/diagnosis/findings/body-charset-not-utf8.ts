// The text of the body was hashed in another charset than it was sent in.

import { latin1Bytes, wholeBody } from "../../http/http-message.ts";
import { bodyVariants } from "../body-variants.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import { differenceObservation, payloadDifference } from "../payload-difference.ts";
import { bodySuppositions, payloadIsHashed } from "../payload-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const bodyCharsetNotUtf8: FindingRule = {
  id: "body-charset-not-utf8",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 7,
  title: "The body was hashed in another charset than it was sent in",
  why: "The signer turned the text into bytes in one way (Latin-1, the platform's charset, UTF-16) and the HTTP library in another (UTF-8). Plain ASCII comes out the same, so it fails only with letters such as ü.",
  fix: 'Encode the text as UTF-8 once, and hand the same bytes to the signer and to the HTTP library: Buffer.from(text, "utf8"), text.encode("utf-8"), getBytes(StandardCharsets.UTF_8).',
  wrongFix: "Do not strip or replace the letters that fail.",
  spec: "observed: public threads Wantworthy/dynode#16, r7kamura/aws-signer-v4#3, chilts/awssum#108",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      body: '{"City":"M\u00fcnchen"}',
      sent: (request) => ({ ...request, body: wholeBody(latin1Bytes('{"City":"M\u00c3\u00bcnchen"}')) }),
    }),
  onlyWhen: "payload differs",
  inspect: (context) => observations(context),
  suppose: (context) => lateAfter(suppositions(context), 9),
};

function observations(context: RuleContext): Observation[] {
  const found = payloadDifference(context);
  return found?.cause === "charset" ? [differenceObservation(context, found)] : [];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!payloadIsHashed(context)) return;
  for (const variant of bodyVariants(context.request.body, context.bodyTools, "charset"))
    yield* bodySuppositions(
      context,
      variant,
      `The body was hashed in another charset: ${variant.difference}.`,
    );
}
