// Percent-encodings were signed with lower-case hex digits.
import { signedExample } from "../example.ts";
import { pathAndQuerySuppositions } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";

export const percentHexCase: FindingRule = {
  id: "percent-hex-case",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "Percent-encodings were signed with lower-case hex digits",
  why: "SigV4 writes %2F with capital digits. Some encoders and proxies write %2f, which are other bytes.",
  fix: "Write percent-encodings with capitals (%2F, not %2f) in what is signed.",
  wrongFix: "Do not upper-case the whole path.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?list-type=2&prefix=a%2Fb",
      signedInput: (input) => ({ ...input, canonicalQuery: "list-type=2&prefix=a%2fb" }),
    }),
  suppose: (context) => suppositions(context),
};

const forms: readonly ((text: string) => string)[] = [
  (text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  (text) => text.replace(/%25[0-9A-Fa-f]{2}/g, (code) => code.toLowerCase()),
  (text) => text.replace(/%25[0-9A-Fa-f]{2}/g, (code) => code.toUpperCase()),
];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const form of forms)
    yield* pathAndQuerySuppositions(
      context,
      form,
      "The hex digits of percent-encodings were signed in another case.",
    );
}
