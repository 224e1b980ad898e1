// CloudFront signs for the client and needs the hash of the body from it.
import { headerValue } from "../../http/raw-headers.ts";
import { exampleResponse, signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const oacPostWithoutHash: FindingRule = {
  id: "oac-post-without-hash",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 9,
  title: "CloudFront signs this request for its origin and was not given the hash of the body",
  why: "With origin access control CloudFront signs what it sends to a Lambda function URL. It does not read the body: the client has to send its SHA-256 in x-amz-content-sha256, and without it the signature is that of an empty body. GET works, POST and PUT do not.",
  fix: "Send x-amz-content-sha256 with the lower-case hex SHA-256 of the body in every request that has one, or add it in a Lambda@Edge function that sees the body.",
  wrongFix: "Do not sign the request in the client: CloudFront replaces the signature by its own.",
  spec: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html",
  example: () =>
    signedExample({
      method: "POST",
      url: "https://d111111abcdef8.cloudfront.net/api/orders",
      service: "lambda",
      headers: [["Content-Type", "application/json"]],
      body: '{"item":1}',
      sent: (request) => withHeader(withHeader(request, "Authorization", null), "X-Amz-Date", null),
      response: exampleResponse(
        403,
        [
          ["Content-Type", "application/json"],
          ["x-amzn-ErrorType", "InvalidSignatureException"],
          ["X-Cache", "Error from cloudfront"],
        ],
        '{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}',
      ),
    }),
  readAnswer: (context) => seen(context),
};

function seen(context: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  const { request, reading, endpoint, answer, response } = context;
  // The client signs nothing itself, and still a signature is refused: somebody signs for it.
  const signsItself = reading.kind !== "absent" && reading.kind !== "other-scheme";
  if (signsItself || endpoint.signingName !== null || !refused(answer)) return [];
  if (request.body.bytes === 0 || /^(?:GET|HEAD|OPTIONS)$/.test(request.method)) return [];
  const sent = headerValue(request.headers, "x-amz-content-sha256")?.trim() ?? null;
  if (sent === request.body.sha256Hex) return [];
  const headers = response?.headers ?? [];
  const marked =
    /(?:^|\.)cloudfront\.net(?::\d+)?$/i.test(request.authority) ||
    /cloudfront/i.test(`${headerValue(headers, "x-cache") ?? ""} ${headerValue(headers, "via") ?? ""}`) ||
    headerValue(headers, "x-amz-cf-id") !== undefined;
  const hash = sent === null ? "no x-amz-content-sha256" : "an x-amz-content-sha256 that is not the body's";
  return [
    {
      detail: `The client signs nothing, the ${request.method} has a body of ${request.body.bytes} bytes and ${hash}, and the answer is that a signature does not match.`,
      evidence: {
        bodyBytes: request.body.bytes,
        sentHash: sent === null ? null : sent.slice(0, 64),
        cloudfront: marked,
      },
      ...(marked
        ? {}
        : { settledBy: "the answer of CloudFront itself (X-Cache, Via), which is not in this capture" }),
    },
  ];
}

function refused({ code, message }: ServerAnswer): boolean {
  return (
    code === "InvalidSignatureException" ||
    code === "SignatureDoesNotMatch" ||
    /^The request signature we calculated does not match/.test(message ?? "")
  );
}
