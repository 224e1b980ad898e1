// The value of Authorization begins with the header's own name.
import { headerValue } from "../../http/raw-headers.ts";
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, RuleContext } from "../rule.ts";

export const authHeaderNameInValue: FindingRule = {
  id: "auth-header-name-in-value",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The value of the Authorization header begins with the header's own name",
  why: "A signer printed the whole line, and the line was pasted into the value: the header then reads Authorization: Authorization: AWS4-HMAC-SHA256 …, and the service takes the name for the algorithm.",
  fix: "Set the header to what stands behind the first colon: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=….",
  wrongFix: "Do not remove the algorithm with it.",
  spec: "observed: public thread amzn/selling-partner-api-docs#836",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/orders",
      service: "execute-api",
      sent: (request) =>
        withHeader(
          request,
          "Authorization",
          `Authorization: ${headerValue(request.headers, "authorization") ?? ""}`,
        ),
    }),
  inspect: (context) => {
    const value = headerValue(context.request.headers, "authorization") ?? "";
    const begin = /^\s*["']?authorization\s*[:=]?\s*(?=AWS4-)/i.exec(value)?.[0];
    if (begin === undefined) return [];
    const right = signatureIsRight(context) ? " Without that the signature is right." : "";
    return [
      {
        detail: `The value begins with "${begin.trim()}".${right}`,
        evidence: { begin: begin.trim() },
        ...(signatureIsRight(context) ? { proven: true as const } : {}),
      },
    ];
  },
  readAnswer: ({ answer }) =>
    /Authorization header: ['"]Authorization\s*[:=]/i.test(answer.message ?? "")
      ? [
          {
            detail: "AWS quotes the header, and its value begins with its own name.",
            evidence: { code: answer.code },
          },
        ]
      : [],
};

function signatureIsRight({ lenientVerdict }: RuleContext): boolean {
  return lenientVerdict === "valid";
}
