// The session token is sent and not signed.
import type { RawHeaders } from "../../http/raw-headers.ts";
import { headerValues } from "../../http/raw-headers.ts";
import { signedExample } from "../example.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { isCorruptName, nameWithoutCorruption } from "../signed-headers.ts";
import { withSignedHeader } from "../variations.ts";

export const tokenUnsigned: FindingRule = {
  id: "token-unsigned",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 3,
  title: "The session token is sent but not signed",
  why: "X-Amz-Security-Token was added after signing, or is left out of SignedHeaders. S3 refuses x-amz headers that are not signed; other services often let it pass.",
  fix: "Add X-Amz-Security-Token before signing and list it in SignedHeaders; in a presigned URL put it into the query before signing.",
  spec: "observed: soto-project/soto-core#99, and https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      unsignedHeaders: [["X-Amz-Security-Token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"]],
    }),
  onlyWhen: "with token",
  inspect: (context) => (context.envelope === null || !isUnsigned(context) ? [] : seen(context)),
  readAnswer: ({ reading, answer }) => {
    const named = /(?:^|[\s,])x-amz-security-token(?:$|[\s,])/i.test(answer.elements.HeadersNotSigned ?? "");
    return named && reading.kind === "absent"
      ? [{ detail: "The service names it as not signed.", evidence: { code: answer.code } }]
      : [];
  },
  suppose: (context) => suppositions(context),
};

function isUnsigned({ envelope, request, query }: RuleContext): boolean {
  if (envelope === null || envelope.sessionToken === "signed") return false;
  // Listed under a name with a byte that no name can have: that is the fault.
  if (envelope.signedHeaders.some(isCorruptToken)) return false;
  if (envelope.sessionToken === "unsigned") return hasToken(request.headers);
  // In a presigned URL the token belongs into the query: a header beside it is an addition.
  if (envelope.form !== "presigned-url" || !hasToken(request.headers)) return false;
  // Beside a token in the query it is one too many: token-duplicated says so.
  if (query.some(({ name }) => name === "X-Amz-Security-Token")) return false;
  return !envelope.signedHeaders.some((name) => name.toLowerCase() === "x-amz-security-token");
}

function isCorruptToken(name: string): boolean {
  return isCorruptName(name) && nameWithoutCorruption(name) === "x-amz-security-token";
}

/** An empty token has a fault of its own. */
function hasToken(headers: RawHeaders): boolean {
  return headerValues(headers, "x-amz-security-token").some((value) => value.trim() !== "");
}

function seen({ isS3 }: RuleContext): Observation[] {
  const detail = "X-Amz-Security-Token is a header of the request and not in SignedHeaders.";
  if (isS3) return [{ detail, evidence: { refusedBy: "S3" } }];
  return [
    {
      detail: `${detail} This service has been seen to accept it.`,
      evidence: { refusedBy: null },
      severity: "warning",
    },
  ];
}

/** The token was in the canonical request, though SignedHeaders does not list it. */
function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (!isUnsigned(context)) return;
  const value = headerValues(context.request.headers, "x-amz-security-token")[0] ?? "";
  const detail = "X-Amz-Security-Token was in the canonical request and is not listed in SignedHeaders.";
  const supposition = withSignedHeader(context, { name: "x-amz-security-token", value }, detail);
  yield {
    ...supposition,
    changes: [
      { part: "header x-amz-security-token", from: "not signed", to: "signed (the token is not shown)" },
    ],
  };
}
