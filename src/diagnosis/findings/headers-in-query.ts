// Headers were written into the canonical query, or into the query that was sent.
import { byCodeUnit } from "../../sigv4/canonical-query.ts";
import { percentEncode } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { querySuppositions, subsets } from "../part-variations.ts";
import { isHeaderName, joined, signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { shownQuery } from "../shown-values.ts";
import { queryWithHeaders } from "../text-signs-query.ts";

export const headersInQuery: FindingRule = {
  id: "headers-in-query",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "Headers stand in the query on one side and not on the other",
  why: "Headers belong into the canonical headers. The client wrote host, x-amz-date and the like into the canonical query as well, or sent them as query parameters that it had not signed.",
  fix: "Build the canonical query from the parameters of the URL alone, and leave it empty where the URL has none.",
  wrongFix: "Do not add the headers to the URL to make both sides agree.",
  spec: "observed: public thread amzn/selling-partner-api-models#113",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/orders",
      service: "execute-api",
      signedInput: (input) => ({
        ...input,
        canonicalQuery: "host=abcdef1234.execute-api.us-east-1.amazonaws.com&x-amz-date=20260102T030405Z",
      }),
    }),
  suppose: (context) =>
    querySuppositions(
      context,
      otherQueries(context),
      (query, right) => `The query was signed as "${shownQuery(query)}" and sent as "${right}".`,
    ),
  readTexts: queryWithHeaders,
};

function* otherQueries(context: EnvelopeContext): Generator<string> {
  const presigned = context.envelope.form === "presigned-url";
  const parameters = sorted(signedParameters(context));
  const sentAsQuery = parameters.filter(({ name }) => isHeaderName(context, name));
  if (!presigned) {
    for (const dropped of subsets(sentAsQuery, 4))
      yield joined(parameters.filter((parameter) => !dropped.includes(parameter)));
  }
  const lines = context.input.headers.map(({ name, value }) => ({ name, value }));
  const some = lines.filter(({ name }) => name === "host" || name.startsWith("x-amz-"));
  const withoutHost = some.filter(({ name }) => name !== "host");
  const hostAndDate = some.filter(({ name }) => name === "host" || name === "x-amz-date");
  const different = hostAndDate.length < some.length ? [hostAndDate] : [];
  for (const chosen of [lines, some, ...different, withoutHost]) {
    if (chosen.length > 0) yield* withHeaders(context.input.canonicalQuery, chosen);
  }
}

interface Line {
  readonly name: string;
  readonly value: string;
}

/** The headers alone, sorted among the parameters, in front of them, behind them; values encoded or not. */
function* withHeaders(query: string, lines: readonly Line[]): Generator<string> {
  const own = query === "" ? [] : query.split("&");
  for (const text of [percentEncode, (value: string) => value]) {
    const added = lines.map(({ name, value }) => `${name}=${text(value)}`);
    const orders = [[...own, ...added].sort(byCodeUnit), [...own, ...added], [...added, ...own], added];
    for (const order of orders) yield order.join("&");
  }
}
