// Content-Length is signed, and was dropped, zeroed or written anew.

import { latin1 } from "../../http/http-message.ts";
import { headerValue } from "../../http/raw-headers.ts";
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext } from "../rule.ts";
import { isSent, isSigned, missingHeaderObservations, replacedHeader } from "../signed-headers.ts";
import { utf8Text } from "../text-encodings.ts";
import { headerSigns } from "../text-signs.ts";

export const contentLengthSignedAndDropped: FindingRule = {
  id: "content-length-signed-and-dropped",
  stage: "headers",
  blame: "intermediary",
  severity: "error",
  threads: 6,
  title: "Content-Length is signed, and did not arrive as it was signed",
  why: "HTTP libraries and proxies drop Content-Length on GET, send chunked bodies without it, or write it anew. Where it is among the signed headers the signature then fails.",
  fix: "Leave content-length out of the signed headers: the body is covered by its hash.",
  wrongFix: "Do not force a Content-Length: 0 onto GET requests.",
  spec: "observed: public thread brendanhay/amazonka#547",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["Content-Length", "0"]],
      sent: (request) => withHeader(request, "Content-Length", null),
    }),
  onlyWhen: "not valid",
  inspect: (context) => observations(context),
  suppose: (context) => replacedHeader(context, "content-length", values(context)),
  alter: (context) => alteredHeader(context, "content-length", values(context)),
  ownsHeader: (name) => name === "content-length",
  readTexts: (context) =>
    headerSigns(context, { names: /^content-length$/, likelihood: (value) => (value === "0" ? 0.35 : 0.15) }),
};

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  if (context.verdict === "valid") return found;
  if (!isSigned(context, "content-length") || isSent(context, "content-length")) return found;
  if (context.envelope?.form !== "authorization-header") return found;
  found.push(...missingHeaderObservations(context, ["content-length"], "Signed, and not on the request:"));
  return found;
}

function* values(context: EnvelopeContext): Generator<string> {
  const { body, headers } = context.request;
  yield* [String(body.bytes), "0", "", "-1", "undefined", "null"];
  for (const name of [
    "x-amz-decoded-content-length",
    "x-original-content-length",
    "x-expected-entity-length",
  ]) {
    const value = headerValue(headers, name);
    if (value !== undefined) yield value;
  }
  const text = body.content && body.content.length <= 1_048_576 ? utf8Text(latin1(body.content)) : null;
  if (text !== null && !isSent(context, "content-length"))
    yield* [String(text.length), String([...text].length)];
}
