// An empty JSON text was hashed for a request without a body, or a GET carries a body that was not hashed.

import { sha256Hex } from "../../http/digest.ts";
import { accidentalBodies, emptyBodies } from "../accidental-bodies.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import {
  differenceObservation,
  expectsNoBody,
  payloadDifference,
  shownAccident,
} from "../payload-difference.ts";
import { signedPayloads } from "../payload-variations.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";

export const emptyJsonBodyOrGetBody: FindingRule = {
  id: "empty-json-body-or-get-body",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 3,
  title:
    "An empty JSON text was hashed for a request without a body, or a GET carries a body that was not hashed",
  why: "A GET or DELETE has no body, so the hash of nothing is signed. Libraries that always serialise hash {} or null in its place, or send a body that the signer did not see.",
  fix: "For requests without a body give the signer an empty text, not {} or null, and let the HTTP library send none: leave data undefined for GET and DELETE.",
  wrongFix: "Do not send {} along with a GET: proxies and services drop it.",
  spec: "observed: public threads amazon-archives/aws-mobile-ionic-sample#22, aws/aws-sdk-ruby#2695, mhart/aws4#132",
  example: () =>
    signedExample({
      url: "https://abc123.execute-api.us-east-1.amazonaws.com/prod/items",
      service: "execute-api",
      signedInput: (input) => ({
        ...input,
        payloadHash: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
      }),
    }),
  onlyWhen: "payload differs",
  inspect: (context) => observations(context),
  suppose: (context) => lateAfter(suppositions(context), 5),
  alter: (context) => alterations(context),
};

function observations(context: RuleContext): Observation[] {
  const found = payloadDifference(context);
  return found?.cause === "accident without body" ? [differenceObservation(context, found)] : [];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!expectsNoBody(context) || (context.isS3 && context.envelope.form === "presigned-url")) return;
  const { body, method } = context.request;
  const sent = body.bytes === 0 ? "no body" : `a body of ${body.bytes} bytes`;
  for (const text of body.bytes === 0 ? [...emptyBodies, ...accidentalBodies] : emptyBodies) {
    const line = sha256Hex(text);
    if (line === body.sha256Hex) continue;
    const detail = `The hash of ${shownAccident(text)} was signed, and ${sent} was sent with ${method}.`;
    yield* signedPayloads(context, { line, bytes: text.length }, detail);
  }
}

/** The body of a GET was dropped on the way, or an empty JSON text put in. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const { body, method } = context.request;
  if (!expectsNoBody(context) || context.isS3) return;
  for (const text of ["", "{}", "null", '""']) {
    const line = sha256Hex(text);
    if (line !== body.sha256Hex)
      yield* signedPayloads(
        context,
        { line, bytes: text.length },
        `${method} left here with a body of ${body.bytes} bytes, and the server read ${shownAccident(text)}.`,
      );
  }
}
