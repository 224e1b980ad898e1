// The request is signed with Signature Version 2 where only Version 4 is taken.
import { exampleResponse, signedExample, withHeader } from "../example.ts";
import { shownKeyId } from "../prediction-redaction.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { signatureVersionTwoRegions } from "../value-sets.ts";

export const sigv2WhereV4Required: FindingRule = {
  id: "sigv2-where-v4-required",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 8,
  title: "The request is signed with Signature Version 2, and the service takes Version 4 only",
  why: "The client uses the old signature (AWS KEYID:…, or AWSAccessKeyId in the query). S3 takes it only in its oldest regions and for old buckets, and most other services not at all.",
  fix: 'Use Signature Version 4: update the SDK or tool, set signature_version = s3v4 (boto, AWS CLI) or signatureVersion: "v4" (JavaScript), and name the region.',
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.eu-central-1.amazonaws.com/report.json",
      region: "eu-central-1",
      sent: (request) =>
        withHeader(request, "Authorization", "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="),
      response: exampleResponse(
        400,
        [["Content-Type", "application/xml"]],
        "<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>",
      ),
    }),
  inspect: (context) => (context.reading.kind === "legacy" ? seen(context) : []),
  readAnswer: (context) => {
    const told = /Please use AWS4-HMAC-SHA256|Authorization=AWS [A-Z0-9]/.test(context.answer.message ?? "");
    if (!told || (context.reading.kind === "legacy" && seen(context).length > 0)) return [];
    return [{ detail: "The service asks for Signature Version 4.", evidence: { code: context.answer.code } }];
  },
};

function seen({ reading, endpoint, response }: RuleContext): Observation[] {
  if (
    reading.kind !== "legacy" ||
    endpoint.partition === null ||
    (response !== null && response.status < 400)
  )
    return [];
  // SimpleDB still takes Version 2, and so does S3 in its old regions, where only the answer can tell.
  if (endpoint.signingName === null || endpoint.signingName === "sdb") return [];
  if (
    endpoint.signingName === "s3" &&
    (endpoint.region === null || signatureVersionTwoRegions.has(endpoint.region))
  )
    return [];
  const where = reading.form === "sigv2-header" ? "the Authorization header" : "the query";
  return [
    {
      detail: `Signature Version 2 stands in ${where}; ${endpoint.host} takes Version 4 only.`,
      evidence: { accessKeyId: shownKeyId(reading.accessKeyId) },
    },
  ];
}
