// The signature is not whole: some of its 64 characters are missing, or the URL was cut as text.
import { isCutQuery } from "../cut-query.ts";
import { signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const signatureTruncatedOrSplit: FindingRule = {
  id: "signature-truncated-or-split",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The signature or the presigned URL was cut",
  why: "A signature has 64 characters. A shell ends an unquoted URL at its first &, a page that escapes twice turns & into &amp;, and copying out of a terminal or a mail loses characters.",
  fix: "Put the presigned URL in single quotes on a command line, escape it once in HTML, and copy the signature whole.",
  wrongFix: "Do not sign again: the signature was right before it was cut.",
  spec: "observed: aws/aws-sdk-php#1344",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      sent: (request) => ({ ...request, target: request.target.slice(0, -6) }),
    }),
  inspect: (context) => {
    if (context.reading.kind === "malformed") return cutUrl(context);
    const provided = context.envelope?.providedSignature ?? "";
    return provided.length === 64 || provided === "" ? [] : cutSignature(context, provided);
  },
};

function cutUrl({ reading, query }: RuleContext): Observation[] {
  if (reading.kind !== "malformed" || reading.form !== "presigned-url" || !isCutQuery(query)) return [];
  const escaped = query.some(({ name }) => name.startsWith("amp;"));
  const detail = escaped
    ? "The parameters are separated by &amp; instead of &."
    : `Only ${query[0]?.name} is left of the query, as after an unquoted &.`;
  return [{ detail, evidence: { parameters: query.map(({ name }) => name).slice(0, 20) } }];
}

function cutSignature({ calculatedSignature }: RuleContext, provided: string): Observation[] {
  const characters = provided.length;
  if (calculatedSignature?.startsWith(provided) && characters >= 8) {
    return [
      {
        detail: `The first ${characters} of 64 characters are there, and they are right.`,
        evidence: { characters },
        proven: true,
      },
    ];
  }
  if (calculatedSignature !== null && provided.startsWith(calculatedSignature)) {
    const detail = `${characters - 64} characters follow the signature, which is right without them.`;
    return [{ detail, evidence: { characters }, proven: true }];
  }
  if (!/^[0-9a-f]+$/.test(provided)) return [];
  return [{ detail: `The signature has ${characters} characters instead of 64.`, evidence: { characters } }];
}
