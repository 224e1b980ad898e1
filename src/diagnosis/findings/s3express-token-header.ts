// A directory bucket (S3 Express One Zone) wants its session token in a header of its own, and CreateSession wants none.
import { headerValue } from "../../http/raw-headers.ts";
import { exampleKnowledge, exampleSecret, signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { withSignedHeader } from "../variations.ts";

export const s3expressTokenHeader: FindingRule = {
  id: "s3express-token-header",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The session token of a directory bucket is sent in the wrong header",
  why: "Objects of a directory bucket are reached with the credentials of CreateSession, whose token travels in x-amz-s3session-token and is signed for the service s3express. CreateSession itself, CopyObject and HeadBucket are signed with the caller's own credentials, whose token stays in x-amz-security-token.",
  fix: "Send the token of CreateSession as x-amz-s3session-token (never as x-amz-security-token), sign it for s3express, and leave it out of CreateSession; current SDKs do all of this by themselves.",
  wrongFix: "Do not send both headers.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-create-session.html",
  example: () =>
    signedExample({
      url: "https://examplebucket--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com/report.json",
      service: "s3express",
      region: "us-west-2",
      sessionToken: "AgoJb3JpZ2luX2VjEXAMPLETOKEN",
      accessKeyId: "ASIAIOSFODNN7EXAMPLE",
      knowledge: exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE"),
    }),
  inspect: (context) => (context.endpoint.signingName === "s3express" ? seen(context) : []),
  readAnswer: (context) => {
    const { answer, endpoint } = context;
    const told = /should not include "?x-amz-s3session-token/.test(answer.message ?? "");
    if (!told || (endpoint.signingName === "s3express" && seen(context).length > 0)) return [];
    return [
      {
        detail: "S3 says that CreateSession takes no x-amz-s3session-token.",
        evidence: { code: answer.code },
      },
    ];
  },
  suppose: (context) => (context.endpoint.signingName === "s3express" ? suppositions(context) : []),
};

const own = "x-amz-s3session-token";
const general = "x-amz-security-token";

function seen(context: RuleContext): Observation[] {
  const { request, response, envelope } = context;
  // Control hosts (s3express-control) have no zone and no sessions.
  if (envelope === null || !/\.s3express-[a-z0-9]+-az\d+\./.test(`.${request.authority.toLowerCase()}`))
    return [];
  if (response !== null && response.status < 400) return [];
  const hasOwn = sent(context, own);
  const hasGeneral = sent(context, general);
  if (isCreateSession(context)) {
    if (!hasOwn) return [];
    return [
      { detail: `CreateSession carries ${own}.`, evidence: { operation: "CreateSession", header: own } },
    ];
  }
  // Both at once is a duplicated token, which has a rule of its own.
  if (ownCredentials(context) || !hasGeneral || hasOwn) return [];
  return [
    { detail: `The token is sent in ${general}, and ${own} is missing.`, evidence: { header: general } },
  ];
}

/** The client may have signed the token under the other name. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  for (const [arrived, signed] of [
    [general, own],
    [own, general],
  ] as const) {
    const value = headerValue(context.request.headers, arrived);
    if (value === undefined) continue;
    const headers = context.input.headers.filter(({ name }) => name !== arrived);
    const signedHeaders = context.input.signedHeaders.filter((name) => name.toLowerCase() !== arrived);
    const base = { ...context, input: { ...context.input, headers, signedHeaders } };
    const detail = `The token was signed as ${signed} and arrived as ${arrived}.`;
    const renamed = withSignedHeader(base, { name: signed, value }, detail);
    yield { ...renamed, changes: [{ part: "header of the session token", from: arrived, to: signed }] };
  }
}

function sent({ request, query }: RuleContext, name: string): boolean {
  return (
    headerValue(request.headers, name) !== undefined ||
    query.some((parameter) => parameter.name.toLowerCase() === name)
  );
}

function isCreateSession({ request, query }: RuleContext): boolean {
  return request.method === "GET" && query.some(({ name }) => name === "session");
}

/** CopyObject, UploadPartCopy and HeadBucket are signed with the caller's own credentials. */
function ownCredentials({ request, target }: RuleContext): boolean {
  return (
    headerValue(request.headers, "x-amz-copy-source") !== undefined ||
    (request.method === "HEAD" && (target.path === "/" || target.path === ""))
  );
}
