// Only the case of a header value differs between what was signed and what arrived.
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { shownHeaderValue } from "../shown-values.ts";
import { hopByHopHeaders } from "../signed-headers.ts";
import { headerSupposition } from "../variations.ts";

export const headerValueCase: FindingRule = {
  id: "header-value-case",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "A header value was signed in other capitals than it was sent in",
  why: "Header names are lower-cased for signing, values are not. Some HTTP stacks write utf-8 as UTF-8 or keep-alive as Keep-Alive after the request was signed.",
  fix: "Sign the value in exactly the capitals in which the HTTP library sends it, or leave the header out of SignedHeaders.",
  wrongFix: "Do not lower-case all values before signing: the canonical form keeps their case.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.txt",
      headers: [["Content-Type", "text/plain; charset=utf-8"]],
      body: "text",
      sent: (request) => withHeader(request, "Content-Type", "text/plain; charset=UTF-8"),
    }),
  suppose: (context) => suppositions(context),
};

/** Headers whose changes are classes of their own. */
const skipped: ReadonlySet<string> = new Set([
  ...hopByHopHeaders,
  "host",
  "x-amz-security-token",
  "x-amz-content-sha256",
  "expect",
]);

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const cases = context.input.headers
    .filter(({ name }) => !skipped.has(name))
    .map(({ name, value }) => ({ name, value, others: [...new Set(otherCases(value))] }));
  // The likely capitals of every header before the rare ones of any.
  for (let nth = 0; cases.some(({ others }) => nth < others.length); nth += 1) {
    for (const { name, value, others } of cases) {
      const other = others[nth];
      if (other === undefined || other === value) continue;
      yield headerSupposition(
        context,
        name,
        other,
        `The header ${name} was signed as "${shownHeaderValue(name, other)}" and arrived as "${shownHeaderValue(name, value)}".`,
      );
    }
  }
  // The host's capitals are a class of their own.
  const headers = context.input.headers.map(({ name, value }) => ({
    name,
    value: name === "host" ? value : value.toLowerCase(),
  }));
  const changes = [{ part: "header values", from: "as sent", to: "all in lower case" }];
  yield { changes, request: { headers }, detail: "All header values were signed in lower case." };
}

function* otherCases(value: string): Generator<string> {
  yield value.toLowerCase();
  yield value.toUpperCase();
  yield capitalised(value);
  yield capitalised(value.toLowerCase());
  yield value.replace(/(charset=)(.*)/i, (_, name: string, charset: string) => name + charset.toUpperCase());
  yield value.replace(/(charset=)(.*)/i, (_, name: string, charset: string) => name + charset.toLowerCase());
  const first = value.charAt(0);
  yield first.toUpperCase() + value.slice(1);
  yield first.toLowerCase() + value.slice(1);
  yield first.toUpperCase() + value.slice(1).toLowerCase();
}

function capitalised(value: string): string {
  return value.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
