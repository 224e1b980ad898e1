// A presigned URL lists the session token as a signed header though it travels in the query.
import { headerValues } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { sentTokens } from "../session-tokens.ts";
import { canonicalToken, tokenSupposition, withTokenLine, withTokenParameters } from "../token-variations.ts";

export const presignTokenInSignedheaders: FindingRule = {
  id: "presign-token-in-signedheaders",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "A presigned URL lists the session token among its signed headers",
  why: "X-Amz-SignedHeaders names x-amz-security-token, but whoever opens the URL sends no such header: the token is a parameter of the query. The service looks for the header and does not come to the signature.",
  fix: "Give the session token to the presigner as part of the credentials, not as a header: it then adds the parameter X-Amz-Security-Token and signs host alone.",
  wrongFix:
    "Do not have every caller send the token as a header: it would be public with the URL and still not be what was signed.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
      presignedSeconds: 900,
      headers: [["X-Amz-Security-Token", ""]],
      sent: (request) => ({
        ...request,
        headers: request.headers.filter(([name]) => name !== "X-Amz-Security-Token"),
      }),
    }),
  onlyWhen: "with query",
  inspect: (context) => (isListed(context) ? seen(context) : []),
  suppose: (context) => (isListed(context) ? suppositions(context) : []),
};

/** The token is listed as a header of a presigned URL, and no such header came. */
function isListed({ envelope, request }: RuleContext): boolean {
  if (envelope?.form !== "presigned-url" || headerValues(request.headers, "x-amz-security-token").length > 0)
    return false;
  return envelope.signedHeaders.some((name) => name.toLowerCase() === "x-amz-security-token");
}

function seen(context: RuleContext): Observation[] {
  const { answer } = context;
  if (answer !== null && answer.status < 400) return [];
  const inQuery = sentTokens(context.request, context.query).length > 0;
  const where = inQuery ? "the token is in the query" : "no token is sent at all";
  return [
    {
      detail: `X-Amz-SignedHeaders lists x-amz-security-token; no such header is sent, and ${where}.`,
      evidence: { inQuery },
    },
  ];
}

/** The line was empty, held the token, or was not there; with and without its name, with and without the parameter. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { input } = context;
  const [token] = sentTokens(context.request, context.query);
  const value = token?.text ?? "";
  const queries = [
    input.canonicalQuery,
    withTokenParameters(input.canonicalQuery, []),
    withTokenParameters(input.canonicalQuery, [canonicalToken(value)]),
  ];
  const lines = [
    ["with an empty header line", ""],
    ["in a header line", value],
    ["in an encoded header line", canonicalToken(value)],
    ["without its header line", null],
  ] as const;
  for (const canonicalQuery of new Set(queries)) {
    const parameter = canonicalQuery === input.canonicalQuery ? "" : ", with another query";
    for (const [words, line] of lines)
      for (const listed of [true, false])
        yield tokenSupposition(`${words}${listed ? "" : ", not listed"}${parameter}`, {
          ...withTokenLine(input, line, listed),
          canonicalQuery,
        });
  }
}
