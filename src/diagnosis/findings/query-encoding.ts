// Characters of the query were signed unencoded or encoded twice.
import { signedExample } from "../example.ts";
import { querySuppositions } from "../part-variations.ts";
import { otherwiseEncoded } from "../query-forms.ts";
import type { FindingRule } from "../rule.ts";

export const queryEncoding: FindingRule = {
  id: "query-encoding",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "Query names or values were signed with the wrong percent-encoding",
  why: "In the canonical query every byte except letters, digits, - . _ ~ is encoded exactly once. The client left some characters raw or encoded them a second time.",
  fix: "Encode each name and value once, with every reserved character (also : / , @ $ { } [ ]), before joining them with = and &.",
  wrongFix: "Do not encode the finished query string: its = and & must stay.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://monitoring.us-east-1.amazonaws.com/?Action=GetMetricData&Query=%7B%22id%22%3A1%7D",
      service: "monitoring",
      signedInput: (input) => ({ ...input, canonicalQuery: 'Action=GetMetricData&Query={"id":1}' }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      otherwiseEncoded(context),
      (query, right) => `The query was signed as "${query}"; AWS signs it as "${right}".`,
    ),
};
