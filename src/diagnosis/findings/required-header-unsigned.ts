// S3 was sent x-amz-* headers that are not in SignedHeaders.
import { signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";
import { isCorruptName, isSigned } from "../signed-headers.ts";

export const requiredHeaderUnsigned: FindingRule = {
  id: "required-header-unsigned",
  stage: "headers",
  blame: "client",
  severity: "error",
  threads: 18,
  title: "Headers that S3 wants signed are not in SignedHeaders",
  why: "S3 refuses a request that carries an x-amz-* header outside SignedHeaders, because anybody on the way could have added it.",
  fix: "Set every x-amz-* header before signing and list it in SignedHeaders; in a presigned URL name it in the signed headers when the URL is made.",
  wrongFix: "Do not sign first and add x-amz-acl or x-amz-meta-* afterwards.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      body: "{}",
      unsignedHeaders: [["x-amz-acl", "public-read"]],
    }),
  inspect: (context) => observations(context),
  readAnswer: (context) => reported(context, context.answer.elements.HeadersNotSigned),
};

/** Seen unsigned on requests that S3 takes, or with a class of their own. */
const tolerated: ReadonlySet<string> = new Set([
  "x-amz-content-sha256",
  "x-amz-security-token",
  "x-amz-user-agent",
  "x-amz-request-id",
]);

function observations(context: RuleContext): Observation[] {
  const found: Observation[] = [];
  const unsigned = unsignedHeaders(context);
  if (unsigned.length > 0) {
    found.push({ detail: `Sent but not signed: ${unsigned.join(", ")}.`, evidence: { headers: unsigned } });
  } else if (context.isS3 && context.envelope?.form === "authorization-header" && unsignedHash(context)) {
    const detail =
      "x-amz-content-sha256 is sent but not signed: S3 itself takes that, some S3-compatible servers do not.";
    found.push({ detail, evidence: { headers: ["x-amz-content-sha256"] }, severity: "warning" });
  }
  return found;
}

function unsignedHeaders(context: RuleContext): string[] {
  if (!context.isS3 || !context.envelope) return [];
  const found: string[] = [];
  for (const [name] of context.request.headers) {
    if (name[0] !== "x" && name[0] !== "X") continue;
    const lower = name.toLowerCase();
    if (!lower.startsWith("x-amz-") || tolerated.has(lower) || lower.startsWith("x-amz-cf-")) continue;
    // A name that no header can have is a class of its own.
    if (isCorruptName(name)) continue;
    if (!isSigned(context, lower) && !found.includes(lower)) found.push(lower);
  }
  return found;
}

function unsignedHash(context: RuleContext): boolean {
  return (
    !isSigned(context, "x-amz-content-sha256") &&
    context.request.headers.some(([name]) => name.toLowerCase() === "x-amz-content-sha256")
  );
}

function reported(context: RuleContext, names: string | undefined): Observation[] {
  const found: Observation[] = [];
  if (names === undefined || unsignedHeaders(context).length > 0) return found;
  const headers = names
    .split(",")
    .map((name) => name.trim())
    .slice(0, 50);
  found.push({
    detail: `AWS names headers that were not signed: ${headers.join(", ")}.`,
    evidence: { headers },
  });
  return found;
}
