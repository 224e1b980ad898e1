// The conditions of a policy held against the fields of its form, in the order in which S3 complains.
import type { PostClaim } from "./post-claim.ts";
import type { PostForm } from "./post-form.ts";
import { postField } from "./post-form.ts";
import type { PolicyCondition, PostPolicy } from "./post-policy.ts";

/** What in a form does not fit its policy. */
export type PostFault =
  | { readonly fault: "field-missing"; readonly field: string; readonly behindFile: boolean }
  | { readonly fault: "policy-expired"; readonly expiration: string }
  | { readonly fault: "condition-failed"; readonly condition: PolicyCondition; readonly sent: string | null }
  | { readonly fault: "file-size"; readonly bytes: number; readonly least: number; readonly most: number }
  | { readonly fault: "extra-fields"; readonly fields: readonly string[] };

/** Fields that no condition needs to name (S3 API Reference, "Creating a POST policy"). */
const free = new Set(["awsaccesskeyid", "signature", "x-amz-signature", "policy", "file", "bucket"]);

/** Fields without which a signed form of each version is none. */
const required: Readonly<Record<PostClaim["version"], readonly string[]>> = {
  4: ["key", "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"],
  2: ["key", "policy", "AWSAccessKeyId", "signature"],
};

/** Fields that S3 wants and does not find in front of the file. */
export function missingFields({ form, version }: PostClaim): PostFault[] {
  const missing: PostFault[] = required[version]
    .filter((name) => postField(form, name.toLowerCase()) === undefined)
    .map((field) => ({
      fault: "field-missing",
      field,
      behindFile: form.fields.some(({ name }) => name.toLowerCase() === field.toLowerCase()),
    }));
  return form.file === null
    ? [...missing, { fault: "field-missing", field: "file", behindFile: false }]
    : missing;
}

/** What does not fit, given the bucket that host or path names (null: not known) and the judge's clock (null: time is not judged). */
export function policyFaults(
  form: PostForm,
  policy: PostPolicy,
  bucket: string | null,
  nowEpochMs: number | null,
): PostFault[] {
  const faults: PostFault[] = [];
  if (nowEpochMs !== null && nowEpochMs > policy.expirationEpochMs)
    faults.push({ fault: "policy-expired", expiration: policy.expiration });
  for (const condition of policy.conditions) faults.push(...conditionFaults(form, condition, bucket));
  const named = new Set(
    policy.conditions.flatMap((condition) => ("field" in condition ? [condition.field] : [])),
  );
  const extra = readFields(form).filter((name) => !isFree(name) && !named.has(name));
  return extra.length === 0 ? faults : [...faults, { fault: "extra-fields", fields: [...new Set(extra)] }];
}

function conditionFaults(form: PostForm, condition: PolicyCondition, bucket: string | null): PostFault[] {
  if (condition.kind === "content-length-range") {
    const { least, most } = condition;
    const bytes = form.file?.bytes ?? null;
    return bytes === null || (bytes >= least && bytes <= most)
      ? []
      : [{ fault: "file-size", bytes, least, most }];
  }
  const sent = condition.field === "bucket" ? bucket : (postField(form, condition.field) ?? null);
  if (condition.field === "bucket" && bucket === null) return [];
  return spellings(sent ?? "", condition.field, form).some((value) => fits(condition, value))
    ? []
    : [{ fault: "condition-failed", condition, sent }];
}

function fits(condition: Exclude<PolicyCondition, { kind: "content-length-range" }>, value: string): boolean {
  if (condition.kind === "eq") return value === condition.value;
  return (
    value.startsWith(condition.value) || value.split(",").every((one) => one.startsWith(condition.value))
  );
}

/** A key may hold the name of the file in place of `${filename}`. */
function spellings(sent: string, field: string, { file }: PostForm): string[] {
  const name = file?.filename?.split(/[\\/]/).at(-1);
  return field === "key" && name !== undefined ? [sent, sent.replaceAll(filenameMark, name)] : [sent];
}

const filenameMark = ["$", "{filename}"].join("");

function readFields({ fields, file }: PostForm): string[] {
  const read = file === null ? fields : fields.slice(0, file.fieldsBefore);
  return read.map(({ name }) => name.toLowerCase());
}

function isFree(name: string): boolean {
  return free.has(name) || name.startsWith("x-ignore-");
}
