// A step of the signing key is left out.
import { signedExample } from "../example.ts";
import { chainSupposition, skippedVariations } from "../key-chain-variations.ts";
import { lateAfter } from "../long-tail.ts";
import type { FindingRule } from "../rule.ts";

export const keyChainStepMissing: FindingRule = {
  id: "key-chain-step-missing",
  stage: "credentials",
  blame: "client",
  severity: "error",
  threads: 0,
  title: "A step of the signing key is left out",
  why: "The signing key is made in four HMACs: of the date, the region, the service and the word aws4_request. The client signs with the result of fewer, such as the key of the service.",
  fix: "Make all four steps in their order, the last one over aws4_request, and sign the string to sign with the result.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      keyChain: { skipped: ["terminator"] },
    }),
  suppose: () => lateAfter(skippedVariations.map(chainSupposition), 4),
};
