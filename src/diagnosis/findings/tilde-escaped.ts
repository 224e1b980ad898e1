// The tilde was signed as %7E.
import { signedExample } from "../example.ts";
import { pathAndQuerySuppositions } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { ofClient, partSigns } from "../text-signs.ts";

export const tildeEscaped: FindingRule = {
  id: "tilde-escaped",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The tilde was signed percent-encoded, and SigV4 keeps it as it is",
  why: "~ is an unreserved character since RFC 3986. Encoders that follow the older RFC 2396 (java.net.URLEncoder, Python 2) write it as %7E.",
  fix: "Replace %7E by ~ after encoding the path and the query, before signing.",
  wrongFix: "Do not avoid the tilde in names instead of mending the encoder.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/~backup/report.json",
      signedInput: (input) => ({ ...input, canonicalUri: "/%7Ebackup/report.json" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%7[Ee]/,
        likelihood: 0.95,
        detail: "The client escapes the tilde, which the specification leaves as it is.",
        when: ofClient,
      },
      {
        part: "path",
        pattern: /~/,
        likelihood: 0.6,
        detail: "The path has a tilde, which some clients escape.",
        when: (view) => !ofClient(view),
      },
    ]),
};

const forms: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll("~", "%7E"),
  (text) => text.replaceAll("~", "%257E"),
  (text) => text.replaceAll("~", "%7e"),
  (text) => text.replace(/%257[Ee]/g, "~"),
];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const form of forms)
    yield* pathAndQuerySuppositions(
      context,
      form,
      "The tilde was signed as %7E; it stays ~ in the canonical request.",
    );
}
