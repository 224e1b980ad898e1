// The request is signed with Signature Version 2 where only Version 4 is taken.
import { headerValue } from "../../http/raw-headers.ts";
import { exampleResponse } from "../example.ts";
import { sigv2Example } from "../example-sigv2.ts";
import { shownKeyId } from "../prediction-redaction.ts";
import type { Evidence, FindingRule, Observation, RuleContext } from "../rule.ts";
import { legacyVerdictWords } from "../sigv2-words.ts";
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
    sigv2Example({
      url: "https://examplebucket.s3.eu-central-1.amazonaws.com/report.json",
      response: exampleResponse(
        400,
        [["Content-Type", "application/xml"]],
        "<Error><Code>InvalidRequest</Code><Message>The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.</Message></Error>",
      ),
    }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "legacy" ? seen(context) : []),
  readAnswer: (context) => {
    const told = /Please use AWS4-HMAC-SHA256|Authorization=AWS [A-Z0-9]/.test(context.answer.message ?? "");
    if (!told || (context.reading.kind === "legacy" && seen(context).length > 0)) return [];
    const words = context.reading.kind === "legacy" ? ` ${legacyVerdictWords(context.verdict)}` : "";
    return [
      {
        detail: `The service asks for Signature Version 4.${words}`,
        evidence: { code: context.answer.code },
      },
    ];
  },
};

function seen({ reading, request, endpoint, response, answer, verdict }: RuleContext): Observation[] {
  if (
    reading.kind !== "legacy" ||
    endpoint.partition === null ||
    (response !== null && response.status < 400)
  )
    return [];
  // SimpleDB still takes Version 2.
  if (endpoint.signingName === null || endpoint.signingName === "sdb") return [];
  // Where a KMS key is the reason given, that is the fault.
  if (/AWS KMS managed keys/.test(answer?.message ?? "")) return [];
  if ((headerValue(request.headers, "x-amz-server-side-encryption") ?? "").startsWith("aws:kms")) return [];
  const evidence = { accessKeyId: shownKeyId(reading.accessKeyId), versionTwo: verdict };
  const { region } = endpoint;
  if (endpoint.signingName === "s3" && (region === null || signatureVersionTwoRegions.has(region)))
    return response === null ? [oldRegion(verdict, evidence)] : [];
  const where = reading.form === "sigv2-header" ? "the Authorization header" : "the query";
  return [
    {
      detail: `Signature Version 2 stands in ${where}; ${endpoint.host} takes Version 4 only. ${legacyVerdictWords(verdict)}`,
      evidence,
    },
  ];
}

/** In its oldest regions S3 takes Version 2 for old buckets: only the answer tells. */
function oldRegion(verdict: RuleContext["verdict"], evidence: Evidence): Observation {
  const detail = `In this region S3 takes Version 2 only for buckets made before 24 June 2020. ${legacyVerdictWords(verdict)}`;
  return { detail, evidence, severity: "warning" };
}
