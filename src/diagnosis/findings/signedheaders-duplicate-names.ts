// A name stands twice in SignedHeaders.

import { headerValues } from "../../http/raw-headers.ts";
import type { CanonicalHeader } from "../../sigv4/canonical-headers.ts";
import { canonicalHeaderValue } from "../../sigv4/canonical-headers.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { listedTwice } from "../text-signs-list.ts";

export const signedheadersDuplicateNames: FindingRule = {
  id: "signedheaders-duplicate-names",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "A header is named twice in SignedHeaders",
  why: "The application set a header that the client sets as well, and the signer listed both. Each name belongs into SignedHeaders once, with all its values on one line of the canonical headers.",
  fix: "Set the header in one place, and build SignedHeaders from the set of lower-case names.",
  wrongFix: "Do not remove the name from the list alone: the line in the canonical headers must go too.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedInput: (input) => ({ ...input, signedHeaders: ["host", ...input.signedHeaders] }),
    }),
  inspect: (context) => observations(context),
  suppose: (context) => suppositions(context),
  readTexts: listedTwice,
};

function observations(context: RuleContext): Observation[] {
  const names = context.envelope?.signedHeaders.map((name) => name.toLowerCase()) ?? [];
  const unique = new Set(names);
  if (unique.size === names.length) return [];
  const twice = [...unique].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  const accepted = context.response !== null && context.response.status < 400;
  const forgiven = context.verdict === "valid" && (accepted || !context.isS3);
  return [
    {
      detail: `Named more than once: ${twice.join(", ")}.`,
      evidence: { headers: twice },
      severity: forgiven ? "warning" : "error",
    },
  ];
}

/** Lines doubled or not, values joined or one of them, the list doubled or not. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { headers, signedHeaders } = context.input;
  const onceListed = signedHeaders.filter((name, index) => signedHeaders.findIndex(isSame(name)) === index);
  if (onceListed.length === signedHeaders.length) return;
  const onceInBlock = headers.filter(
    ({ name }, index) => headers.findIndex((one) => one.name === name) === index,
  );
  for (const [lines, inBlock] of [
    [onceInBlock, "once"],
    [headers, "twice"],
  ] as const) {
    for (const value of [joined, firstValue, lastValue]) {
      for (const [list, inList] of [
        [signedHeaders, "twice"],
        [onceListed, "once"],
      ] as const) {
        const detail = `The repeated name stands ${inBlock} in the canonical headers and ${inList} in the list that was signed.`;
        yield {
          changes: [{ part: "signed headers", from: signedHeaders.join(";"), to: list.join(";") }],
          request: { headers: lines.map((line) => value(context, line)), signedHeaders: list },
          detail,
        };
      }
    }
  }
}

function isSame(name: string): (other: string) => boolean {
  return (other) => other.toLowerCase() === name.toLowerCase();
}

function joined(_context: EnvelopeContext, line: CanonicalHeader): CanonicalHeader {
  return line;
}

function firstValue({ request }: EnvelopeContext, line: CanonicalHeader): CanonicalHeader {
  const value = headerValues(request.headers, line.name)[0];
  return value === undefined ? line : { ...line, value: canonicalHeaderValue(value) };
}

function lastValue({ request }: EnvelopeContext, line: CanonicalHeader): CanonicalHeader {
  const value = headerValues(request.headers, line.name).at(-1);
  return value === undefined ? line : { ...line, value: canonicalHeaderValue(value) };
}
