// The Content-Type on the wire is not the one that was signed.
import { headerValues } from "../../http/raw-headers.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { isSent, replacedHeader } from "../signed-headers.ts";
import { contentTypes } from "../value-sets.ts";
import { signedValue } from "../variations.ts";

export const contentTypeChanged: FindingRule = {
  id: "content-type-changed",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 23,
  title: "The Content-Type sent is not the Content-Type signed",
  why: "Content-Type is in SignedHeaders, and its value was changed after signing: HTTP libraries add a charset or a boundary, or set a default type of their own.",
  fix: "Set the Content-Type before signing to exactly what the HTTP library will send, or leave it out of SignedHeaders.",
  wrongFix: "Do not URL-encode or lower-case the value: the bytes signed must be the bytes sent.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["Content-Type", "application/json"]],
      body: "{}",
      sent: (request) => withHeader(request, "Content-Type", "application/json; charset=utf-8"),
    }),
  suppose: (context) => suppositions(context),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = signedValue(context, "content-type");
  if (sent === null || !isSent(context, "content-type")) return;
  const lines = headerValues(context.request.headers, "content-type");
  // The same type sent twice is a merged duplicate, which is a class of its own.
  if (lines.length > 1 && new Set(lines).size === 1) return;
  yield* replacedHeader(context, "content-type", contentTypes(sent));
}
