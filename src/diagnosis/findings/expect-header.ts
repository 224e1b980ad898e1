// Expect is signed, and a proxy consumed it or changed its case.
import { alteredHeader } from "../alterations.ts";
import { signedExample, withHeader } from "../example.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { headerSigns } from "../text-signs.ts";
import { headerSupposition, signedValue, withoutHeader } from "../variations.ts";

export const expectHeader: FindingRule = {
  id: "expect-header",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "Expect is signed, and was consumed or rewritten on the way",
  why: "Expect: 100-continue is answered and taken out by the first proxy that understands it. Where it is among the signed headers the signature then fails.",
  fix: "Leave expect out of the signed headers, or switch 100-continue off in the client.",
  wrongFix: "Do not let a proxy add Expect back: its spelling must be the signed one.",
  spec: "observed: public thread minio/minio#2986",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      headers: [["Expect", "100-continue"]],
      body: "{}",
      sent: (request) => withHeader(request, "Expect", null),
    }),
  suppose: (context) => suppositions(context),
  alter: (context) => alteredHeader(context, "expect", spellings),
  ownsHeader: (name) => name === "expect",
  readTexts: (context) => headerSigns(context, { names: /^expect$/, likelihood: () => 0.75 }),
};

const spellings = ["100-continue", "100-Continue", "", "100-CONTINUE"];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const received = signedValue(context, "expect");
  if (received === null) return;
  for (const value of spellings) {
    if (value === received) continue;
    yield headerSupposition(
      context,
      "expect",
      value,
      `Expect was signed as "${value}" and arrived as "${received}".`,
    );
  }
  const detail = "Expect is listed as signed and was not in what the client signed.";
  yield withoutHeader(context, "expect", true, detail);
  yield withoutHeader(context, "expect", false, detail);
}
