// Parameters were added to a presigned URL.
import { queriesWithOneMore } from "../added-parameters.ts";
import { alteredQueries } from "../alterations.ts";
import { signedExample } from "../example.ts";
import { querySuppositions, subsets } from "../part-variations.ts";
import type { SignedParameter } from "../query-forms.ts";
import { isRepeated, joined, shownLonger, signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { queryLonger } from "../text-signs-query.ts";

export const queryAddedAfterPresign: FindingRule = {
  id: "query-added-after-presign",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "Parameters were added to a presigned URL after it was signed",
  why: "Every parameter of a presigned URL is signed, except the signature itself. A cache buster, utm_… or version parameter added later makes the signature wrong.",
  fix: "Use the presigned URL exactly as it was made; give extra parameters (response-content-disposition, versionId) to the presigner.",
  wrongFix: "Do not add the parameter in front of the others: its place does not matter.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 900,
      sent: (request) => ({ ...request, target: `${request.target}&cachebuster=17` }),
    }),
  suppose: (context) => suppositions(context),
  alter: (context) =>
    context.envelope.form === "presigned-url"
      ? alteredQueries(context, [...shownLonger(context), ...queriesWithOneMore(context)])
      : [],
  readTexts: queryLonger,
};

function suppositions(context: EnvelopeContext): ReturnType<typeof querySuppositions> {
  const parameters = sorted(signedParameters(context));
  const own = parameters.filter(({ name }) => !/^X-Amz-/i.test(name));
  const added = context.envelope.form === "presigned-url" ? [...subsets(own, 8)].reverse() : [];
  const kept = (left: readonly SignedParameter[]): SignedParameter[] =>
    parameters.filter((parameter) => !left.includes(parameter));
  const queries = added.filter((left) => !isRepeated(left, kept(left))).map((left) => joined(kept(left)));
  const names = (query: string): string =>
    own
      .filter(({ name, value }) => !query.split("&").includes(`${name}=${value}`))
      .map(({ name }) => name)
      .join(", ");
  return querySuppositions(context, queries, (query) => `Added after presigning: ${names(query)}.`);
}
