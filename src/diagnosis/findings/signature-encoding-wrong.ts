// The signature is the right bytes in the wrong spelling: capitals, base64, or base64 encoded once more.
import { otherSpelling } from "../../sigv4/signature-spelling.ts";
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const signatureEncodingWrong: FindingRule = {
  id: "signature-encoding-wrong",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The signature is not spelled as lower-case hexadecimal",
  why: "AWS compares the text of the signature, not its bytes. Capitals (as C# and SQL give them), base64, or percent-encoded base64 are all refused.",
  fix: "Write the 32 bytes of the last HMAC as 64 lower-case hexadecimal digits.",
  spec: "observed: aws/aws-sdk-js#3322, amzn/selling-partner-api-docs#836",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        const upper = authorization.replace(
          /Signature=(.*)$/,
          (_, hex: string) => `Signature=${hex.toUpperCase()}`,
        );
        return withHeader(request, "Authorization", upper);
      },
    }),
  inspect: ({ envelope, calculatedSignature }) =>
    seen(envelope?.providedSignature ?? "", calculatedSignature),
};

function seen(provided: string, calculated: RuleContext["calculatedSignature"]): Observation[] {
  const read = otherSpelling(provided);
  if (read === null) return [];
  const evidence = { spelling: read.spelling, characters: provided.length };
  if (read.hex === calculated)
    return [
      { detail: `It is ${read.spelling}; as lower-case hexadecimal it is right.`, evidence, proven: true },
    ];
  return [{ detail: `It is ${read.spelling}.`, evidence }];
}
