// AWS does not know the access key id.
import { headerValue } from "../../http/raw-headers.ts";
import { exampleResponse, signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import type { ServerAnswer } from "../server-answer.ts";

export const akidUnknown: FindingRule = {
  id: "akid-unknown",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 11,
  title: "AWS does not know the access key id",
  why: "The key was deleted or deactivated, belongs to another partition (China, GovCloud), or is that of an S3-compatible store. AWS says this before it looks at the signature.",
  fix: "Look the key id up with aws iam list-access-keys in the account it should belong to, create a new key if it is gone, and put it in AWS_ACCESS_KEY_ID or the profile.",
  wrongFix: "Do not change the signing code: the signature was not looked at.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      response: exampleResponse(
        403,
        [["Content-Type", "application/xml"]],
        "<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><RequestId>4442587FB7D0A2F9</RequestId></Error>",
      ),
    }),
  readAnswer: (context) => (codes.has(context.answer.code ?? "") ? seen(context) : []),
};

const codes: ReadonlySet<string> = new Set([
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "UnrecognizedClient",
]);

function seen({
  envelope,
  answer,
  request,
  accessKeyIdKnown,
  verdict,
}: RuleContext & { readonly answer: ServerAnswer }): Observation[] {
  // An empty token gets the same answer, and so does a temporary key without its token.
  if (headerValue(request.headers, "x-amz-security-token")?.trim() === "") return [];
  if (envelope?.accessKeyId.startsWith("ASIA") && envelope.sessionToken === "absent") return [];
  const id = envelope?.accessKeyId ?? answer.elements.AWSAccessKeyId ?? null;
  const known =
    accessKeyIdKnown && verdict === "valid"
      ? " countersign knows it, and the signature is right for it."
      : "";
  const named = id === null || !/^[A-Z0-9]{16,32}$/.test(id) ? null : id;
  const detail = `AWS answered ${answer.code}${named === null ? "" : ` for ${named}`}.${known}`;
  return [
    {
      detail,
      evidence: { accessKeyId: named, code: answer.code, sessionToken: envelope?.sessionToken ?? null },
    },
  ];
}
