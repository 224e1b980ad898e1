// Characters of the query were signed unencoded or encoded twice.
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import { querySuppositions } from "../part-variations.ts";
import { otherwiseEncoded } from "../query-forms.ts";
import type { FindingRule } from "../rule.ts";
import { ofClient, partSigns } from "../text-signs.ts";

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
    lateAfter(
      querySuppositions(
        context,
        otherwiseEncoded(context),
        (query, right) => `The query was signed as "${query}"; AWS signs it as "${right}".`,
      ),
      80,
    ),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "query",
        pattern: /%25[0-9A-Fa-f]{2}/,
        likelihood: 0.65,
        detail: "A value of the query is encoded twice.",
      },
      {
        part: "query",
        pattern: /[{}[\]:/,@$!*'()"]/,
        likelihood: 0.75,
        detail: "The client left a reserved character in the query as it is; the specification escapes it.",
        when: ofClient,
      },
      {
        part: "query",
        pattern: /%(?:7B|7D|5B|5D|3A|2C|40|24|2A|22|2F)/,
        likelihood: 0.5,
        detail: "The server escapes a character of the query that many clients leave as it is.",
        when: (view) => !ofClient(view),
      },
    ]),
};
