// The Authorization header is of another scheme than AWS's.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { mayUseOtherScheme } from "../unsigned-services.ts";

export const authNotSigv4Scheme: FindingRule = {
  id: "auth-not-sigv4-scheme",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 9,
  title: "The Authorization header is not an AWS signature",
  why: "The header carries another scheme (Bearer, Basic, a bare token), and the service reads it as if it were a signature. At API Gateway this also happens when the route does not exist or has no authorizer for that token.",
  fix: "Sign the request with AWS Signature Version 4 for this endpoint; or, at API Gateway, call a route that has an authorizer for this token.",
  spec: "observed: cowinapi/developer.cowin#129, AstronomyAPI/Samples#20",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://sqs.us-east-1.amazonaws.com/",
      service: "sqs",
      headers: [["X-Amz-Target", "AmazonSQS.ListQueues"]],
      body: "{}",
      sent: (request) => withHeader(request, "Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
    }),
  onlyWhen: "not read",
  inspect: (context) =>
    context.reading.kind === "other-scheme" && !mayUseOtherScheme(context) ? seen(context) : [],
  readAnswer: (context) => {
    const { reading, answer } = context;
    const message = answer.message ?? "";
    if (
      !/[Kk]ey=value pair \(missing equal-sign\) in Authorization header|Unsupported Authorization Type/.test(
        message,
      )
    )
      return [];
    if (reading.kind === "other-scheme") return mayUseOtherScheme(context) ? seen(context) : [];
    // Without the request only a quoted header tells; one that is AWS's own has another fault.
    const quoted = /in Authorization header: '([^']*)/.exec(message)?.[1];
    if (reading.kind !== "absent" || quoted === undefined || /AWS4-|Credential=|^AWS /.test(quoted))
      return [];
    return [
      { detail: "The header quoted in the answer is not an AWS signature.", evidence: { code: answer.code } },
    ];
  },
};

function seen({ reading, request, response, query }: RuleContext): Observation[] {
  if (reading.kind !== "other-scheme" || (response !== null && response.status < 400)) return [];
  // An empty header is a missing one, and a presigned query beside it is a fault of its own.
  if (
    (headerValue(request.headers, "authorization") ?? "").trim() === "" ||
    query.some(({ name }) => name === "X-Amz-Signature" || name === "X-Amz-Algorithm")
  )
    return [];
  // A short word is a scheme; anything else may be the token itself.
  const scheme = /^[A-Za-z]{3,12}$/.test(reading.scheme) ? reading.scheme : null;
  const detail = scheme === null ? "The header begins with no known scheme." : `The scheme is ${scheme}.`;
  return [{ detail, evidence: { scheme } }];
}
