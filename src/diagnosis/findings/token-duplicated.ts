// The session token is in the request more than once.
import { headerValues } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import type { SentToken } from "../session-tokens.ts";
import { sentTokens } from "../session-tokens.ts";
import { canonicalToken, tokenSupposition, withTokenLine, withTokenParameters } from "../token-variations.ts";

export const tokenDuplicated: FindingRule = {
  id: "token-duplicated",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The session token is sent more than once",
  why: "The token stands in a header and in the query, or twice in one of them: the program adds it and the signer adds it again. The signature was made over one of them, or AWS reads the two joined by a comma, which is no token.",
  fix: "Let the signer alone add the session token, and keep it in one place: the header of a signed request, the query of a presigned URL.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sessionToken: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
      sent: (request) => ({
        ...request,
        headers: [...request.headers, ["X-Amz-Security-Token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"]],
      }),
    }),
  onlyWhen: "with token",
  inspect: (context) => seen(context),
  suppose: (context) => suppositions(context),
};

/** The places of a request that carries its token more than once; empty for any other. */
function places(context: RuleContext): readonly SentToken[] {
  const tokens = context.envelope === null ? [] : sentTokens(context.request, context.query);
  return tokens.length > 1 ? tokens : [];
}

function seen(context: RuleContext): Observation[] {
  const tokens = places(context);
  const { answer } = context;
  if (tokens.length === 0 || (answer !== null && answer.status < 400)) return [];
  const headers = tokens.filter(({ place }) => place === "header").length;
  const parameters = tokens.length - headers;
  const same = new Set(tokens.map(({ text }) => text)).size === 1;
  const where = [headers && `${headers} in headers`, parameters && `${parameters} in the query`].filter(
    Boolean,
  );
  const detail = `${tokens.length} session tokens: ${where.join(", ")}; ${same ? "all the same" : "not all the same"}.`;
  return [{ detail, evidence: { headers, parameters, same } }];
}

/** The canonical request held one of them: in its header line, in its query, or both as they were before the addition. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { input } = context;
  const tokens = places(context);
  const own = headerValues(context.request.headers, "x-amz-security-token").map((value) => value.trim());
  const inQuery = tokens.filter(({ place }) => place === "query").map(({ text }) => text);
  if (tokens.length === 0) return;
  const listed = input.headers.some(({ name }) => name === "x-amz-security-token");
  const lines = [...new Set([...own, ...inQuery])];
  const forms = [...new Set(inQuery.map(canonicalToken))];
  if (listed) {
    for (const line of lines)
      yield tokenSupposition("in one header line alone", withTokenLine(input, line, true));
    if (own.length > 1)
      yield tokenSupposition(
        "in one line joined by a comma and a blank",
        withTokenLine(input, own.join(", "), true),
      );
  }
  if (inQuery.length === 0) return;
  for (const form of forms)
    yield tokenSupposition("in one parameter alone", {
      canonicalQuery: withTokenParameters(input.canonicalQuery, [form]),
    });
  const without = withTokenParameters(input.canonicalQuery, []);
  yield tokenSupposition("without the parameter", { canonicalQuery: without });
  if (!listed) return;
  for (const line of lines)
    yield tokenSupposition("in one header line and not in the query", {
      ...withTokenLine(input, line, true),
      canonicalQuery: without,
    });
  for (const keep of [true, false])
    yield tokenSupposition("in the query and not as a header", withTokenLine(input, null, keep));
}
