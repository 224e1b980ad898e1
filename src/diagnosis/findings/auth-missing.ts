// A request to a service that wants a signature carries none.
import { headerValue, headerValues } from "../../http/raw-headers.ts";
import { mangledSeparator } from "../cut-query.ts";
import { signedExample, withHeader } from "../example.ts";
import { redirectBefore } from "../related-requests.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { serverSawSignature } from "../server-view.ts";
import { mayBeAnonymous } from "../unsigned-services.ts";

export const authMissing: FindingRule = {
  id: "auth-missing",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The request carries no AWS signature at all",
  why: "There is neither an Authorization header nor a presigned query. The client found no credentials, its signer gave up without an error, or something on the way removed the header.",
  fix: "Give the client credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE), and check that no proxy or HTTP middleware removes the Authorization header.",
  wrongFix: "Do not create a new key: none was used.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://dynamodb.us-east-1.amazonaws.com/",
      service: "dynamodb",
      headers: [["X-Amz-Target", "DynamoDB_20120810.ListTables"]],
      body: "{}",
      sent: (request) => withHeader(request, "Authorization", null),
    }),
  onlyWhen: "not valid",
  inspect: (context) => (context.verdict === "unsigned" ? seen(context) : []),
  readAnswer: (context) => {
    const { code, message } = context.answer;
    const asked =
      /^MissingAuthenticationToken/.test(code ?? "") || /Missing Authentication Token/.test(message ?? "");
    const refused = asked || (code === "AccessDenied" && context.endpoint.signingName === "s3");
    if (!refused || !isUnsigned(context) || seen(context).length > 0) return [];
    const said = context.answer.code ?? `status ${context.answer.status}`;
    return [
      {
        detail: `The request is unsigned, and the service answered ${said}.`,
        evidence: { code: context.answer.code },
      },
    ];
  },
};

/** Headers that only a signer writes: they show that the signature was there once, or was meant to be. */
const signerHeaders = ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token"];

function seen(context: RuleContext): Observation[] {
  // A redirect followed without the signature has a rule of its own.
  if (!isUnsigned(context) || redirectBefore(context)) return [];
  const status = context.response?.status ?? null;
  if ((status !== null && status < 400) || serverSawSignature(context.answer)) return [];
  const traces = signerHeaders.filter((name) => headerValues(context.request.headers, name).length > 0);
  // Some SDKs hash the payload of anonymous requests too: that header alone shows no signer.
  if (traces.every((name) => name === "x-amz-content-sha256") && mayBeAnonymous(context)) return [];
  const left =
    traces.length > 0
      ? ` A signer was at work: ${traces.join(", ")} ${traces.length > 1 ? "are" : "is"} there.`
      : "";
  return [
    {
      detail: `There is no Authorization header and no X-Amz-Signature in the query.${left}`,
      evidence: { signerHeaders: traces },
    },
  ];
}

/** True without an Authorization header, and with an empty one. */
function isUnsigned({ reading, request, query }: RuleContext): boolean {
  // A presigned URL that was changed as text was signed once.
  if (mangledSeparator(query) !== null) return false;
  if (reading.kind === "absent") return true;
  return (
    reading.kind === "other-scheme" && (headerValue(request.headers, "authorization") ?? "").trim() === ""
  );
}
