// The fields of a form were encoded in one way for the hash and in another for the wire.

import { latin1Bytes, wholeBody } from "../../http/http-message.ts";
import { bodyVariants } from "../body-variants.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import { differenceObservation, payloadDifference } from "../payload-difference.ts";
import { bodySuppositions, payloadIsHashed } from "../payload-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const formBodyReencoded: FindingRule = {
  id: "form-body-reencoded",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The form was encoded in one way for the signature and in another for sending",
  why: "A form can be written in several ways: a blank as + or %20, quotes and braces raw or escaped, fields in any order. The signer hashed one and the HTTP library wrote another.",
  fix: "Encode the form once, hash that text and send it as a raw body; in Postman choose raw instead of x-www-form-urlencoded.",
  wrongFix: "Do not escape the values before handing them to the HTTP library: it would escape them again.",
  spec: "observed: public thread postmanlabs/postman-app-support#5996",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sns.us-east-1.amazonaws.com/",
      service: "sns",
      body: "Action=Publish&Message=two%20words%21",
      sent: (request) => ({ ...request, body: wholeBody(latin1Bytes("Action=Publish&Message=two+words!")) }),
    }),
  onlyWhen: "payload differs",
  inspect: (context) => observations(context),
  suppose: (context) => lateAfter(suppositions(context), 12),
  alter: (context) => lateAfter(alterations(context), 6),
};

function observations(context: RuleContext): Observation[] {
  const found = payloadDifference(context);
  return found?.cause === "form" ? [differenceObservation(context, found)] : [];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!payloadIsHashed(context)) return;
  for (const variant of bodyVariants(context.request.body, context.bodyTools, "form"))
    yield* bodySuppositions(context, variant, "The form was signed in another encoding than it was sent in.");
}

function* alterations(context: EnvelopeContext): Generator<Supposition> {
  if (!payloadIsHashed(context) || context.isS3) return;
  for (const variant of bodyVariants(context.request.body, context.bodyTools, "form"))
    yield* bodySuppositions(
      context,
      variant,
      "The server read the form in another encoding than it left here in.",
    );
}
