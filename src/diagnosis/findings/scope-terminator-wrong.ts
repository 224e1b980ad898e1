// The credential scope does not end in aws4_request.
import { signedExample } from "../example.ts";
import type { FindingRule } from "../rule.ts";
import { scopeSuppositions } from "../scope-variations.ts";

export const scopeTerminatorWrong: FindingRule = {
  id: "scope-terminator-wrong",
  stage: "scope",
  blame: "client",
  severity: "error",
  threads: 0,
  title: "The credential scope does not end in aws4_request",
  why: "The last element of the scope is the fixed word aws4_request; it stands in the Credential and goes into the signing key. Signers written for Google Cloud Storage or by hand put another word there.",
  fix: "End the scope in aws4_request, in the Credential, in the string to sign and in the last step of the signing key.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      scope: { terminator: "goog4_request" },
    }),
  inspect: ({ envelope }) => {
    if (envelope === null || envelope.credentialScope.terminator === "aws4_request") return [];
    const sent = envelope.credentialScope.terminator.slice(0, 40);
    return [{ detail: `The scope ends in "${sent}".`, evidence: { sent, expected: "aws4_request" } }];
  },
  readAnswer: ({ reading, answer }) => {
    const told = /incorrect terminal "|scoped with a valid terminator: 'aws4_request'/.test(
      answer.message ?? "",
    );
    return told && reading.kind === "absent"
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
  suppose: (context) => scopeSuppositions(context, "terminator", terminators),
};

const terminators = ["aws4_request", "goog4_request", "", "AWS4_REQUEST", "aws4-request", "aws4_request\n"];
