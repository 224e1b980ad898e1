// The signature of a browser's form is not over the policy that is posted.
import { postExample } from "../example-post.ts";
import { laterPolicies, postTexts } from "../post-texts.ts";
import type { FindingRule, RuleContext } from "../rule.ts";

export const postPolicySignature: FindingRule = {
  id: "post-policy-signature",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 9,
  title: "The signature of the form is not over the policy that is posted",
  why: "For a form the string to sign is the policy field itself, base64 as posted. A policy that is made anew for the form, base64 that is wrapped or URL-safe in one place only, or a Version 2 HMAC in a Version 4 form all give another signature.",
  fix: "Make the policy once, keep its base64 text (one line, padded), sign exactly that text with the derived signing key in lower-case hexadecimal, and post exactly that text.",
  wrongFix: "Do not build a canonical request for a form: none is signed.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html",
  example: () => postExample({ signed: (policy) => ({ text: policy.replace(/(.{60})(?=.)/g, "$1\n") }) }),
  supposeText: ({ reading }: RuleContext, late) => {
    if (reading.kind !== "form") return [];
    return late ? laterPolicies(reading.claim) : postTexts(reading.claim);
  },
};
