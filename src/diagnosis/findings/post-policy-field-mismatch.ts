// The fields of a browser's form do not fit the conditions of its policy.
import { postExample, withField } from "../example-post.ts";
import type { FormFault } from "../post-faults.ts";
import { formFaults, formFaultWords } from "../post-faults.ts";
import type { FindingRule, Observation, RuleContext } from "../rule.ts";

export const postPolicyFieldMismatch: FindingRule = {
  id: "post-policy-field-mismatch",
  stage: "payload",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "The fields of the form do not fit its policy",
  why: "S3 holds every field of the form against the conditions of the policy: each condition must be met, each field must be named by one, the policy must not have expired, and the file must be the last field. One character is enough, such as a slash at the end of x-amz-credential.",
  fix: "Put into the policy exactly the values that are posted, one condition for each field (x-ignore- fields, policy, signature and file aside), post the file last, and give the policy a life that is long enough for the user.",
  wrongFix: "Do not change the signing code: the signature covers the policy, not the fields.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html",
  example: () => postExample({ posted: (fields) => withField(fields, "key", "user/erica/photo.jpg") }),
  onlyWhen: "not read",
  inspect: (context) => (context.reading.kind === "form" ? seen(context) : []),
  readAnswer: (context) => {
    const { answer, reading } = context;
    const message = answer.message ?? "";
    const told =
      /^Invalid according to Policy|^Bucket POST must contain a field named/.test(message) ||
      answer.code === "InvalidPolicyDocument";
    if (!told || (reading.kind === "form" && seen(context).length > 0)) return [];
    return [{ detail: `S3 says: ${message.slice(0, 300)}`, evidence: { code: answer.code } }];
  },
};

function seen(context: RuleContext): Observation[] {
  const { reading, response, nowEpochMs } = context;
  if (reading.kind !== "form" || (response !== null && response.status < 400)) return [];
  return formFaults(reading.claim, context, nowEpochMs).map(observation);
}

function observation(fault: FormFault): Observation {
  return { detail: formFaultWords(fault), evidence: { fault: fault.fault } };
}
