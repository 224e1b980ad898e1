// A repeated header was joined in another way than AWS joins it.
import { headerValues } from "../../http/raw-headers.ts";
import { canonicalHeaderValue } from "../../sigv4/canonical-headers.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { shownHeaderValue } from "../shown-values.ts";
import { proxyHeaders } from "../signed-headers.ts";
import { mergedValues } from "../text-signs-list.ts";
import { headerSupposition } from "../variations.ts";

export const headerDuplicateMerge: FindingRule = {
  id: "header-duplicate-merge",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "A header that was sent twice was signed in another form than a,b",
  why: "AWS joins the values of a repeated header with a comma and no blank, in the order received. Clients and proxies also join with a comma and a blank, keep one value, or sort them.",
  fix: "Send each header once; where it must be repeated, sign its values joined by a bare comma in the order sent.",
  wrongFix: "Do not remove blanks behind commas inside one value: a, b sent on one line is signed as a, b.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [
        ["x-amz-meta-tag", "blue"],
        ["x-amz-meta-tag", "green"],
      ],
      body: "{}",
      sent: (request) => withHeader(request, "x-amz-meta-tag", "blue, green"),
    }),
  suppose: (context) => suppositions(context),
  readTexts: mergedValues,
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const { name, value } of context.input.headers) {
    // A repeated session token is a class of its own.
    if (proxyHeaders.includes(name) || name === "x-amz-security-token") continue;
    const sent = headerValues(context.request.headers, name).map((text) => canonicalHeaderValue(text));
    // So is a second type of content: somebody added his own.
    const theirs = name === "content-type" && sent.length > 1 ? sent : [];
    for (const other of new Set(joins(sent, value))) {
      if (other === value || theirs.includes(other)) continue;
      yield headerSupposition(
        context,
        name,
        other,
        `The header ${name} was signed as "${shownHeaderValue(name, other)}"; as it arrived it is "${shownHeaderValue(name, value)}".`,
      );
    }
  }
}

function* joins(sent: readonly string[], value: string): Generator<string> {
  if (sent.length > 1) {
    const sorted = [...sent].sort();
    const reversed = [...sent].reverse();
    for (const order of [sent, sorted, reversed, [...new Set(sent)]])
      yield* [order.join(", "), order.join(","), order.join(";"), order.join("; ")];
    yield* sent;
    return;
  }
  if (value === "") return;
  yield `${value},${value}`;
  yield `${value}, ${value}`;
  if (!value.includes(",")) return;
  const pieces = value.split(",").map((piece) => piece.trim());
  yield* [pieces.join(","), pieces.join(", ")];
  if (pieces.length > 12) return;
  yield* [[...pieces].sort().join(","), [...pieces].reverse().join(",")];
  yield* pieces;
}
