// The Content-Type on the wire is not the one that was signed.
import { latin1 } from "../../http/http-message.ts";
import { headerValue, headerValues } from "../../http/raw-headers.ts";
import { alteredHeader, alteredValues } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { isSent, replacedHeader } from "../signed-headers.ts";
import { headerSigns } from "../text-signs.ts";
import { sigv2Signs } from "../text-signs-sigv2.ts";
import { contentTypes, likelyContentTypes } from "../value-sets.ts";
import { signedValue, withSignedHeader } from "../variations.ts";

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
  alter: (context) => alterations(context),
  ownsHeader: (name) => name === "content-type",
  readTexts: (context) => [
    ...sigv2Signs(context, "content-type"),
    ...headerSigns(context, {
      names: /^content-type$/,
      likelihood: (value) => (/charset|boundary/i.test(value) ? 0.3 : 0.12),
    }),
  ],
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = signedValue(context, "content-type");
  if (sent === null) yield* unlisted(context);
  if (sent === null || !isSent(context, "content-type")) return;
  const lines = headerValues(context.request.headers, "content-type");
  const all = [...lines, ...likelyContentTypes(sent, context.target.path), ...ofBody(context)];
  yield* replacedHeader(context, "content-type", all);
  yield* lateAfter(replacedHeader(context, "content-type", contentTypes(sent)), 0);
}

/** Signed, and missing in the list that was sent. */
function* unlisted(context: EnvelopeContext): Generator<Supposition> {
  const value = headerValue(context.request.headers, "content-type");
  if (value === undefined) return;
  const detail = `Content-Type was signed as "${value}", and is missing in the list of signed headers that was sent.`;
  yield withSignedHeader(context, { name: "content-type", value }, detail);
}

/** A multipart body shows the boundary it was made with. */
function* ofBody({ request }: EnvelopeContext): Generator<string> {
  const { content } = request.body;
  const boundary = content
    ? /^--([^\r\n]{1,70})\r?\n/.exec(latin1(content.subarray(0, 128)))?.[1]
    : undefined;
  if (boundary === undefined) return;
  yield `multipart/form-data; boundary=${boundary}`;
  yield `multipart/form-data; boundary="${boundary}"`;
  yield `multipart/form-data;boundary=${boundary}`;
}

function* alterations(context: EnvelopeContext): Generator<Supposition> {
  const left = signedValue(context, "content-type") ?? "";
  yield* alteredHeader(context, "content-type", likelyContentTypes(left));
  yield* lateAfter(alteredValues(context, "content-type", contentTypes(left)), 0);
}
