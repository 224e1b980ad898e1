// Credential, SignedHeaders or Signature is not in the Authorization header.
import { misspelledComponents } from "../authorization-words.ts";
import { signedExample, withHeader } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const authMissingComponent: FindingRule = {
  id: "auth-missing-component",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The Authorization header lacks one of its three components",
  why: "AWS wants Credential, SignedHeaders and Signature in one Authorization header. The header was built by hand without one of them, or was cut on its way.",
  fix: "Send all three: Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=… on one line; check the length limit of whatever stores or forwards the header.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      sent: (request) => {
        const authorization = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
        return withHeader(request, "Authorization", authorization.replace(/SignedHeaders=[^,]*, /, ""));
      },
    }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "malformed" ? seen(context) : []),
  readAnswer: ({ reading, answer }) => {
    if (reading.kind !== "absent" || answer.message === null || !askedForComponents.test(answer.message))
      return [];
    // A header cut inside the key id is another fault: akid-whitespace reads that answer.
    if (/Authorization=(?:AWS |AWS4-HMAC-SHA256 Credential=[^/]*$)/.test(answer.message)) return [];
    return [{ detail: "The service says which components it misses.", evidence: { code: answer.code } }];
  },
};

const askedForComponents =
  /Authorization header requires '(?:Credential|Signature|SignedHeaders)'|requires three components: Credential|; missing (?:Credential|Signature|SignedHeaders)/;

function seen({ reading }: RuleContext): Observation[] {
  if (reading.kind !== "malformed" || reading.form === "presigned-url") return [];
  const missing = reading.reasons.flatMap((one) =>
    one.reason === "component-missing" ? [one.component] : [],
  );
  if (missing.length === 0 || misspelledComponents(reading.text).length > 0 || isCutInKeyId(reading.text))
    return [];
  const detail = `Missing: ${missing.join(", ")}.`;
  return [{ detail, evidence: { missing } }];
}

/** A line break inside the key id ends the header there: that is akid-whitespace. */
function isCutInKeyId(text: string): boolean {
  return /^AWS4-HMAC-SHA256 +Credential=[^/,=]*$/.test(text);
}
