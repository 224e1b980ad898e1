// A Version 2 signature meets an object that is encrypted with a KMS key.
import { headerValue } from "../../http/raw-headers.ts";
import { exampleResponse } from "../example.ts";
import { sigv2Example } from "../example-sigv2.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { legacyVerdictWords } from "../sigv2-words.ts";

export const sigv2WithSseKms: FindingRule = {
  id: "sigv2-with-sse-kms",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 10,
  title: "The request is signed with Signature Version 2, and the object is encrypted with a KMS key",
  why: "S3 takes Version 4 alone for objects under SSE-KMS, also in regions and for presigned URLs where Version 2 works otherwise. The bucket's default encryption is enough to bring a KMS key in.",
  fix: 'Sign with Version 4: signature_version = s3v4 (boto, AWS CLI), signatureVersion: "v4" (JavaScript SDK v2), or a current SDK, and name the bucket\'s region.',
  wrongFix: "Do not look for a permission on the KMS key: the request is refused before it is looked at.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  example: () =>
    sigv2Example({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      expires: 1_767_323_945,
      response: exampleResponse(
        400,
        [["Content-Type", "application/xml"]],
        "<Error><Code>InvalidArgument</Code><Message>Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.</Message><ArgumentName>Authorization</ArgumentName></Error>",
      ),
    }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "legacy" ? asked(context) : []),
  readAnswer: (context) => {
    const told = /Server Side Encryption with AWS KMS managed keys requires? AWS Signature Version 4/i.test(
      context.answer.message ?? "",
    );
    if (!told || (context.reading.kind === "legacy" && asked(context).length > 0)) return [];
    const words = context.reading.kind === "legacy" ? ` ${legacyVerdictWords(context.verdict)}` : "";
    return [
      {
        detail: `S3 says that this object needs Version 4.${words}`,
        evidence: { code: context.answer.code },
      },
    ];
  },
};

/** The request itself asks for a KMS key. */
function asked({ request, response, endpoint, verdict }: RuleContext): Observation[] {
  if (endpoint.signingName !== "s3" || (response !== null && response.status < 400)) return [];
  const encryption = headerValue(request.headers, "x-amz-server-side-encryption") ?? "";
  if (!encryption.startsWith("aws:kms")) return [];
  return [
    {
      detail: `x-amz-server-side-encryption is ${encryption.slice(0, 20)}. ${legacyVerdictWords(verdict)}`,
      evidence: { encryption: encryption.slice(0, 20) },
    },
  ];
}
