// The faults of a form in words, and the bucket its policy is held against.
import type { PostClaim } from "../sigv4/post-claim.ts";
import type { PostFault } from "../sigv4/post-conditions.ts";
import { missingFields, policyFaults } from "../sigv4/post-conditions.ts";
import type { PolicyCondition, PolicyRefusal } from "../sigv4/post-policy.ts";
import { parsePostPolicy } from "../sigv4/post-policy.ts";
import { hostParts, virtualBucket } from "./host-names.ts";
import type { RuleContext } from "./rule.ts";
import { shownHeaderValue } from "./shown-values.ts";

/** A fault, or the reason why the policy cannot be read. */
export type FormFault = PostFault | { readonly fault: "policy-unreadable"; readonly refusal: PolicyRefusal };

/** What S3 will complain about in a form whose signature is right, in its order. */
export function formFaults(
  claim: PostClaim,
  { request, target }: Pick<RuleContext, "request" | "target">,
  nowEpochMs: number | null,
): readonly FormFault[] {
  const missing = missingFields(claim);
  if (missing.length > 0 || claim.policy === null) return missing;
  const policy = parsePostPolicy(claim.policy);
  if ("refusal" in policy) return [{ fault: "policy-unreadable", refusal: policy.refusal }];
  const bucket = bucketOf(request.authority, target.path);
  return policyFaults(claim.form, policy, bucket, nowEpochMs);
}

function bucketOf(authority: string, path: string): string | null {
  const { name } = hostParts(authority.toLowerCase());
  return virtualBucket(name)?.bucket ?? /^\/([^/]+)\/?$/.exec(path)?.[1] ?? null;
}

/** One sentence; values of secret fields are left out. */
export function formFaultWords(fault: FormFault): string {
  switch (fault.fault) {
    case "field-missing":
      return fault.behindFile
        ? `The field ${fault.field} stands behind the file, where S3 does not look.`
        : `The form has no field ${fault.field}.`;
    case "policy-expired":
      return `The policy expired at ${fault.expiration}.`;
    case "file-size":
      return `The file has ${fault.bytes} bytes; the policy allows ${fault.least} to ${fault.most}.`;
    case "extra-fields":
      return `No condition of the policy names ${fault.fields.slice(0, 10).join(", ")}.`;
    case "condition-failed":
      return failedWords(fault.condition, fault.sent);
    case "policy-unreadable":
      return refusalWords[fault.refusal];
  }
}

function failedWords(condition: PolicyCondition, sent: string | null): string {
  if (condition.kind === "content-length-range") return "The file's size is outside the policy's range.";
  const { field, kind } = condition;
  const wanted = shownHeaderValue(field, condition.value).slice(0, 200);
  const got = sent === null ? "is not in the form" : `is "${shownHeaderValue(field, sent).slice(0, 200)}"`;
  const where = field === "bucket" ? "The bucket" : `The field ${field}`;
  return `${where} ${got}; the policy wants ${kind === "eq" ? "" : "a value that begins with "}"${wanted}".`;
}

const refusalWords: Readonly<Record<PolicyRefusal, string>> = {
  "not-base64": "The policy field is not base64.",
  "not-json": "The policy is not a JSON object.",
  "no-expiration": "The policy has no expiration in ISO 8601 (2026-01-02T03:04:05Z).",
  "bad-condition": "A condition of the policy is none that S3 knows.",
};
