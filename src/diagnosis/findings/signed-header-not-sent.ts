// A header is listed as signed, and is not on the request.
import { alteredValues } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import { likelyHeaderValues } from "../header-values.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { shownHeaderValue } from "../shown-values.ts";
import {
  hasOwnClass,
  isLostByItsName,
  missingHeaderObservations,
  missingSignedHeaders,
} from "../signed-headers.ts";
import { headersGone } from "../text-signs-list.ts";
import { headerSupposition, withoutHeader } from "../variations.ts";

export const signedHeaderNotSent: FindingRule = {
  id: "signed-header-not-sent",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "A header was signed and then not sent",
  why: "The header is in SignedHeaders but not on the request. AWS puts an empty value in its place, so the signature does not fit. Signers that return only the headers they add themselves cause this.",
  fix: "Send every header that was given to the signer, with the same value, or do not give it to the signer.",
  wrongFix: "Do not send the header empty.",
  spec: "observed: public thread ml-archive/aws#22",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["Content-Type", "application/json"]],
      body: "{}",
      sent: (request) => withHeader(request, "Content-Type", null),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  readTexts: (context) => headersGone(context, false),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (context.verdict === "valid" || context.envelope?.form !== "authorization-header") return found;
  found.push(
    ...missingHeaderObservations(context, missingSignedHeaders(context), "Signed, and not on the request:"),
  );
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "authorization-header") return;
  for (const name of missingSignedHeaders(context)) {
    for (const value of likelyHeaderValues(context, name)) {
      yield headerSupposition(
        context,
        name,
        value,
        `The header ${name} was signed as "${shownHeaderValue(name, value)}" and not sent.`,
      );
    }
    const detail = `The header ${name} is listed as signed, was not in what the client signed, and was not sent.`;
    yield withoutHeader(context, name, true, detail);
    yield withoutHeader(context, name, false, detail);
  }
}

/** A header that was lost on the way is read as empty. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "authorization-header") return;
  for (const { name } of context.input.headers) {
    if (!hasOwnClass(name) && !isLostByItsName(name)) yield* alteredValues(context, name, [""]);
  }
}
