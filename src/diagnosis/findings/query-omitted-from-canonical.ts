// The query, or some parameters of it, is not in what was signed.
import { alteredQueries } from "../alterations.ts";
import { signedExample } from "../example.ts";
import { querySuppositions, subsets } from "../part-variations.ts";
import type { SignedParameter } from "../query-forms.ts";
import { isHeaderName, isRepeated, joined, shownLonger, signedParameters, sorted } from "../query-forms.ts";
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
  alter: (context) =>
    context.envelope.form === "presigned-url" ? [] : alteredQueries(context, shownLonger(context)),
};

function* withoutSome(context: EnvelopeContext): Generator<string> {
  if (context.envelope.form === "presigned-url") return;
  const parameters = sorted(signedParameters(context));
  for (const kept of [[], ...someKept(parameters)]) {
    const dropped = parameters.filter((parameter) => !kept.includes(parameter));
    // A value of a repeated name, and headers written into the query, are classes of their own.
    if (isRepeated(dropped, kept) || dropped.every(({ name }) => isHeaderName(context, name))) continue;
    yield joined(kept);
  }
}

function* someKept(parameters: readonly SignedParameter[]): Generator<readonly SignedParameter[]> {
  if (parameters.length <= 8) {
    yield* subsets(parameters, 8);
    return;
  }
  if (parameters.length > 64) return;
  for (const dropped of parameters) yield parameters.filter((parameter) => parameter !== dropped);
  for (const kept of parameters) yield [kept];
}
