// A presigned URL signs a header that its user does not send.
import { percentDecode } from "../../sigv4/percent-encoding.ts";
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
import { headerSupposition } from "../variations.ts";

export const presignHeaderNotResent: FindingRule = {
  id: "presign-header-not-resent",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 10,
  title: "The presigned URL signs a header that was not sent with it",
  why: "A header named in X-Amz-SignedHeaders must be sent by whoever uses the URL, with the value it was presigned with. Where it is absent AWS takes an empty value and the signature fails.",
  fix: "Send the header with exactly the value given when the URL was presigned, or presign without it (ContentType, ACL, Metadata and the like left out).",
  wrongFix: "Do not add the header to the query afterwards.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/photo.png",
      headers: [["Content-Type", "image/png"]],
      presignedSeconds: 900,
      sent: (request) => withHeader(request, "Content-Type", null),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  alter: (context) => alterations(context),
  readTexts: (context) => headersGone(context, true),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (context.verdict === "valid" || context.envelope?.form !== "presigned-url") return found;
  found.push(
    ...missingHeaderObservations(
      context,
      missingSignedHeaders(context),
      "Named in X-Amz-SignedHeaders, and not sent:",
    ),
  );
  return found;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "presigned-url") return;
  for (const name of missingSignedHeaders(context)) {
    for (const value of likelyHeaderValues(context, name)) {
      yield headerSupposition(
        context,
        name,
        value,
        `The URL was presigned with ${name}: ${shownHeaderValue(name, value)}, and used without that header.`,
      );
    }
  }
}

/** A header that did not reach the server is read as empty, or by S3 as the query value of the same name. */
function* alterations(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "presigned-url") return;
  for (const { name } of context.input.headers) {
    if (hasOwnClass(name) && name !== "content-type") continue;
    if (isLostByItsName(name)) continue;
    const inQuery = context.query.find((parameter) => parameter.name.toLowerCase() === name)?.value;
    yield* alteredValues(context, name, ["", ...(inQuery ? [percentDecode(inQuery)] : [])]);
  }
}
