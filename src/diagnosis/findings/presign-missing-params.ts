// A presigned URL lacks one of the parameters it must carry.

import { isCutQuery, mangledSeparator } from "../cut-query.ts";
import { signedExample } from "../example.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const presignMissingParams: FindingRule = {
  id: "presign-missing-params",
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The presigned URL lacks one of its X-Amz parameters",
  why: "S3 wants six parameters in a presigned URL: X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature. One of them was left out, or removed on the way.",
  fix: "Make the URL with the presigner of an SDK (or aws s3 presign) and use it whole; when it is built by hand, put all six parameters in before signing.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      sent: (request) => ({ ...request, target: request.target.replace(/&X-Amz-SignedHeaders=[^&]*/, "") }),
    }),
  inspect: (context) => {
    if (context.reading.kind === "malformed") return fromReasons(context);
    return context.envelope?.form === "presigned-url" ? wantedByS3(context) : [];
  },
  readAnswer: ({ reading, answer }) => {
    const told =
      /^Query-string authentication version 4 requires|AWS query-string parameters must include/.test(
        answer.message ?? "",
      );
    return told && reading.kind === "absent"
      ? [{ detail: "The service says so.", evidence: { code: answer.code } }]
      : [];
  },
};

function fromReasons({ reading, query }: RuleContext): Observation[] {
  if (reading.kind !== "malformed" || reading.form !== "presigned-url" || isCutQuery(query)) return [];
  if (mangledSeparator(query) !== null) return [];
  const missing = reading.reasons.flatMap((one) =>
    one.reason === "query-parameter-missing" ? [one.parameter] : [],
  );
  return missing.length === 0 ? [] : [observation(missing)];
}

/** Other services take a presigned URL without a life of its own, and the date from a header. */
function wantedByS3({ envelope, isS3 }: RuleContext): Observation[] {
  if (!isS3 || envelope === null) return [];
  const missing: string[] = [];
  if (envelope.dateSource !== "query") missing.push("X-Amz-Date");
  if (envelope.expiresText === null) missing.push("X-Amz-Expires");
  return missing.length === 0 ? [] : [observation(missing)];
}

function observation(missing: readonly string[]): Observation {
  return { detail: `Missing: ${missing.join(", ")}.`, evidence: { missing } };
}
