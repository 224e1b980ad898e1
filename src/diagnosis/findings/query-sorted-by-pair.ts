// The query was sorted as whole name=value texts.
import { byCodeUnit } from "../../sigv4/canonical-query.ts";
import { signedExample } from "../example.ts";
import { querySuppositions } from "../part-variations.ts";
import { signedParameters } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";

export const querySortedByPair: FindingRule = {
  id: "query-sorted-by-pair",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The query was sorted as name=value texts instead of by name",
  why: "The equals sign sorts behind - and . so that select-type=… comes before select=… when whole texts are sorted, and after it when names are.",
  fix: "Sort the parameters by encoded name, and only among equal names by encoded value.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.csv?select=1&select-type=2",
      signedInput: (input) => ({ ...input, canonicalQuery: "select-type=2&select=1" }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      byPair(context),
      (query, right) => `The query was signed as "${query}"; sorted by name it is "${right}".`,
    ),
};

function* byPair(context: EnvelopeContext): Generator<string> {
  const pairs = signedParameters(context).map(({ name, value }) => `${name}=${value}`);
  if (pairs.length < 2) return;
  yield [...pairs].sort(byCodeUnit).join("&");
}
