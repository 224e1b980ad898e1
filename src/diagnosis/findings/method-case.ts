// The method was signed in other capitals than it was sent in.
import { signedExample } from "../example.ts";
import { methodSupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const methodCase: FindingRule = {
  id: "method-case",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The method was signed in other capitals than it was sent in",
  why: "HTTP libraries send GET where the program says get, and the signer took the program's spelling.",
  fix: "Write the method in capitals everywhere: GET, PUT, POST, PATCH.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedInput: (input) => ({ ...input, method: "get" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "method",
        pattern: /[a-z]/,
        likelihood: 0.95,
        detail: "The client signed the method in small letters.",
      },
    ]),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const sent = context.input.method;
  const capitalised = sent.charAt(0).toUpperCase() + sent.slice(1).toLowerCase();
  for (const method of new Set([sent.toLowerCase(), sent.toUpperCase(), capitalised])) {
    if (method !== sent)
      yield methodSupposition(context, method, `The method was signed as ${method} and sent as ${sent}.`);
  }
}
