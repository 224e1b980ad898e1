// The order in which S3 checks a browser's form: its fields, its credential, the signature over the policy, then the policy itself.

import { parseAmzDate } from "../sigv4/amz-date.ts";
import { parseCredential } from "../sigv4/credential-scope.ts";
import type { PostClaim } from "../sigv4/post-claim.ts";
import type { PolicyCondition } from "../sigv4/post-policy.ts";
import { hmacAlgorithm } from "../sigv4/terms.ts";
import type { FormFault } from "./post-faults.ts";
import { formFaults } from "./post-faults.ts";
import type { Check, CheckFacts, Refusal } from "./prediction-check.ts";
import { acceptedRegions } from "./prediction-check.ts";
import { hexPairs, s3MismatchSentence } from "./prediction-mismatch.ts";
import { hiddenMark, shownCredential, shownKeyId } from "./prediction-redaction.ts";
import { argument, refusal, versity } from "./prediction-s3-words.ts";

const recorded = "localstack/localstack tests/aws/services/s3/test_s3.py, snapshots recorded from AWS";

/** A check that looks at the form alone. */
function formCheck(
  name: string,
  source: string,
  refuse: (claim: PostClaim, facts: CheckFacts) => Refusal | null,
): Check {
  return {
    name,
    source,
    refuse: (facts) => (facts.reading.kind === "form" ? refuse(facts.reading.claim, facts) : null),
  };
}

/** The spelling in which S3 asks for a field. */
const askedFor: Readonly<Record<string, string>> = {
  "x-amz-algorithm": "X-Amz-Algorithm",
  "x-amz-credential": "X-Amz-Credential",
  "x-amz-date": "X-Amz-Date",
  "x-amz-signature": "X-Amz-Signature",
  signature: "Signature",
};

const fields = formCheck("fields in front of the file", recorded, (claim, facts) => {
  const missing = faults(claim, facts).find(({ fault }) => fault === "field-missing");
  if (missing?.fault !== "field-missing") return null;
  if (missing.field === "file")
    return argument("POST requires exactly one file upload per request.", "file", "0");
  const field = askedFor[missing.field] ?? missing.field;
  const text = `Bucket POST must contain a field named '${field}'.  If it is specified, please check the order of the fields.`;
  return argument(text, field, "");
});

const algorithm = formCheck("algorithm", versity, (claim) =>
  claim.version === 2 || claim.algorithm === null || claim.algorithm === hmacAlgorithm
    ? null
    : argument(
        'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"',
        "X-Amz-Algorithm",
        claim.algorithm.slice(0, 64),
      ),
);

const credential = formCheck(
  "credential",
  `${versity}: the words of a header's credential as an argument`,
  (claim, facts) => {
    const fault = claim.version === 2 ? null : credentialFault(claim, facts);
    return fault === null
      ? null
      : argument(fault, "x-amz-credential", shownCredential(claim.credentialText ?? ""));
  },
);

function credentialFault(
  { credentialText, credentialScope: scope }: PostClaim,
  facts: CheckFacts,
): string | null {
  if (credentialText === null) return null;
  if (scope === null || "parts" in parseCredential(credentialText))
    return 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';
  if (scope.service !== "s3")
    return `incorrect service "${shownKeyId(scope.service)}". This endpoint belongs to "s3".`;
  if (scope.terminator !== "aws4_request")
    return `incorrect terminal "${shownKeyId(scope.terminator)}". This endpoint uses "aws4_request".`;
  if (parseAmzDate(`${scope.date}T000000Z`) === null)
    return `incorrect date format "${shownKeyId(scope.date)}". This date in the credential must be in the format "yyyyMMdd".`;
  const regions = acceptedRegions(facts.endpoint, false);
  return regions === null || regions.includes(scope.region)
    ? null
    : `the region '${shownKeyId(scope.region)}' is wrong; expecting '${regions[0] ?? ""}'`;
}

const date = formCheck("date", `${versity}, misspelling and all`, ({ version, amzDate }) =>
  version === 2 || amzDate === null || parseAmzDate(amzDate) !== null
    ? null
    : argument("X-Amz-Date must be formated via ISO8601 Long format", "X-Amz-Date", amzDate.slice(0, 64)),
);

const accessKey = formCheck("access key", "as for a header", ({ accessKeyId }, facts) =>
  facts.accessKeyIdKnown === false
    ? refusal(
        403,
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        [["AWSAccessKeyId", shownKeyId(accessKeyId ?? "")]],
      )
    : null,
);

const token = formCheck("session token", "as for a header", (_, facts) =>
  facts.token === "expired"
    ? refusal(400, "ExpiredToken", "The provided token has expired.", [["Token-0", hiddenMark]])
    : null,
);

const signature = formCheck(
  "signature",
  `${recorded}: before the policy is read; the string to sign is the policy`,
  (claim, facts) => {
    if (facts.verdict !== "mismatch") return null;
    const policy = claim.policy ?? "";
    return refusal(403, "SignatureDoesNotMatch", s3MismatchSentence, [
      ["AWSAccessKeyId", shownKeyId(claim.accessKeyId ?? "")],
      ["StringToSign", policy],
      ["SignatureProvided", claim.providedSignature ?? ""],
      ["StringToSignBytes", hexPairs(policy)],
    ]);
  },
);

const policyForm = formCheck(
  "policy",
  "S3 API Reference, error responses: InvalidPolicyDocument",
  (claim, facts) => {
    const found = faults(claim, facts).find((fault) => fault.fault === "policy-unreadable");
    if (found?.fault !== "policy-unreadable") return null;
    const reason = {
      "not-base64": "Invalid JSON.",
      "not-json": "Invalid JSON.",
      "no-expiration": "Policy missing expiration.",
      "bad-condition": "Invalid Condition.",
    }[found.refusal];
    return refusal(400, "InvalidPolicyDocument", `Invalid Policy: ${reason}`);
  },
);

const notExpired = formCheck(
  "policy: not expired",
  `Developer-Amit/react-aws-s3#42; ${recorded}`,
  (claim, facts) =>
    faults(claim, facts).some(({ fault }) => fault === "policy-expired")
      ? refusal(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
      : null,
);

const conditions = formCheck("policy: conditions", "aws/aws-sdk-net#556", (claim, facts) => {
  const found = faults(claim, facts).find(({ fault }) => fault === "condition-failed");
  return found?.fault === "condition-failed"
    ? refusal(
        403,
        "AccessDenied",
        `Invalid according to Policy: Policy Condition failed: ${conditionText(found.condition)}`,
      )
    : null;
});

function conditionText(condition: PolicyCondition): string {
  if (condition.kind === "content-length-range")
    return `["content-length-range", ${condition.least}, ${condition.most}]`;
  return `["${condition.kind}", "$${condition.field}", "${condition.value.slice(0, 200)}"]`;
}

const extraFields = formCheck("policy: every field named", `${versity}`, (claim, facts) => {
  const found = faults(claim, facts).find(({ fault }) => fault === "extra-fields");
  return found?.fault === "extra-fields"
    ? refusal(
        403,
        "AccessDenied",
        `Invalid according to Policy: Extra input fields: ${found.fields.slice(0, 20).join(", ")}`,
      )
    : null;
});

const fileSize = formCheck(
  "policy: size of the file",
  "S3 API Reference, error responses: EntityTooLarge, EntityTooSmall",
  (claim, facts) => {
    const found = faults(claim, facts).find(({ fault }) => fault === "file-size");
    if (found?.fault !== "file-size") return null;
    return found.bytes > found.most
      ? refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", [
          ["ProposedSize", String(found.bytes)],
          ["MaxSizeAllowed", String(found.most)],
        ])
      : refusal(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", [
          ["ProposedSize", String(found.bytes)],
          ["MinSizeAllowed", String(found.least)],
        ]);
  },
);

function faults(claim: PostClaim, facts: CheckFacts): readonly FormFault[] {
  return formFaults(claim, facts, facts.nowEpochMs);
}

/** S3's order for a browser's form. */
export const s3PostChecks: readonly Check[] = [
  fields,
  algorithm,
  credential,
  date,
  accessKey,
  token,
  signature,
  policyForm,
  notExpired,
  conditions,
  extraFields,
  fileSize,
];
