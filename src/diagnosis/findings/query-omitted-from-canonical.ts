// The query, or some parameters of it, is not in what was signed.
import { signedExample } from "../example.ts";
import { querySuppositions, subsets } from "../part-variations.ts";
import { joined, signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";

export const queryOmittedFromCanonical: FindingRule = {
  id: "query-omitted-from-canonical",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 7,
  title: "Query parameters were sent that were not signed",
  why: "The signer was given the URL without its query, or without the parameters that the HTTP library adds from a setting of its own.",
  fix: "Build the whole URL with all its parameters first, and hand exactly that URL to the signer.",
  wrongFix: "Do not move the parameters into the body.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/?list-type=2&prefix=reports",
      signedInput: (input) => ({ ...input, canonicalQuery: "" }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      withoutSome(context),
      (query, right) => `The query was signed as "${query}" and sent as "${right}".`,
    ),
};

function* withoutSome(context: EnvelopeContext): Generator<string> {
  if (context.envelope.form === "presigned-url") return;
  const parameters = sorted(signedParameters(context));
  yield "";
  if (parameters.length <= 8) {
    for (const kept of subsets(parameters, 8)) yield joined(kept);
    return;
  }
  if (parameters.length > 64) return;
  for (const dropped of parameters) yield joined(parameters.filter((parameter) => parameter !== dropped));
  for (const kept of parameters) yield joined([kept]);
}
