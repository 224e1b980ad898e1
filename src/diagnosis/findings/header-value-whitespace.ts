// A header value was signed with other blanks than the canonical form has.
import { headerValues } from "../../http/raw-headers.ts";
import { otherBlanks, raw, squeezedOutsideQuotes } from "../blank-forms.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { shownHeaderValue } from "../shown-values.ts";
import { blankValues } from "../text-signs-list.ts";
import { headerSupposition } from "../variations.ts";

export const headerValueWhitespace: FindingRule = {
  id: "header-value-whitespace",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 16,
  title: "A header value was signed with blanks that the canonical form does not have",
  why: "The canonical form trims a value and makes each run of blanks one blank, inside quotes too. The client signed the value with its blanks as they were, or the blanks changed on the way.",
  fix: "Before signing, trim each header value and replace every run of blanks by one blank; better, send values without runs of blanks.",
  wrongFix: "Do not remove all blanks: one blank between words stays.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["x-amz-meta-title", "annual   report"]],
      body: "{}",
      signedInput: (input) => ({
        ...input,
        headers: input.headers.map((header) =>
          header.name === "x-amz-meta-title" ? { ...header, value: "annual   report" } : header,
        ),
      }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: blankValues,
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const form of [raw, squeezedOutsideQuotes, (value: string) => ` ${value}`])
    yield* everyHeader(context, form);
  for (const { name, value } of context.input.headers) {
    // A token that is listed and travels in the query is a class of its own.
    if (name === "x-amz-security-token" && headerValues(context.request.headers, name).length === 0) continue;
    for (const other of new Set(otherBlanks(context, name, value))) {
      if (other === value) continue;
      const detail = `The header ${name} was signed as "${shownHeaderValue(name, other)}"; its canonical form is "${shownHeaderValue(name, value)}".`;
      yield headerSupposition(context, name, other, detail);
    }
  }
}

/** All headers at once: a signer that never trims does so for each. */
function* everyHeader(context: EnvelopeContext, form: (sent: string) => string): Generator<Supposition> {
  const headers = context.input.headers.map(({ name, value }) => {
    const sent = headerValues(context.request.headers, name);
    return { name, value: sent.length === 0 ? value : sent.map(form).join(",") };
  });
  const changed = headers.filter(({ value }, index) => value !== context.input.headers[index]?.value);
  if (changed.length < 2) return;
  const changes = changed.map(({ name, value }) => ({
    part: `header ${name}`,
    from: shownHeaderValue(name, context.input.headers.find((header) => header.name === name)?.value ?? ""),
    to: shownHeaderValue(name, value),
  }));
  const names = changed.map(({ name }) => name).join(", ");
  yield {
    changes,
    request: { headers },
    detail: `The blanks of several header values were signed as they were: ${names}.`,
  };
}
