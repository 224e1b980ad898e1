// Percent-encodings were signed with lower-case hex digits.
import { signedExample } from "../example.ts";
import { pathAndQuerySupposition, pathAndQuerySuppositions } from "../part-variations.ts";
import { signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { ofClient, partSigns } from "../text-signs.ts";

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
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%(?:[a-f][0-9A-Fa-f]|[0-9A-Fa-f][a-f])/,
        likelihood: 0.9,
        detail: "The client escapes with small letters; the specification has capital ones.",
        when: ofClient,
      },
    ]),
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
  yield* asSent(context);
}

/** As the request line spells them: some small, some capital. */
function* asSent(context: EnvelopeContext): Generator<Supposition> {
  const { canonicalUri, canonicalQuery } = context.input;
  const { path } = context.target;
  const query = sorted(signedParameters(context))
    .map(({ sentName, sentValue }) => `${sentName}=${sentValue ?? ""}`)
    .join("&");
  const parts = {
    canonicalUri: sameButForHex(path, canonicalUri) ? path : canonicalUri,
    canonicalQuery: sameButForHex(query, canonicalQuery) ? query : canonicalQuery,
  };
  const detail = "The percent-encodings were signed with the hex digits that were sent.";
  const supposition = pathAndQuerySupposition(context, parts, detail);
  if (supposition) yield supposition;
}

function sameButForHex(sent: string, canonical: string): boolean {
  return sent.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()) === canonical;
}
