// Key and message are exchanged in some of the HMACs.
import { signedExample } from "../example.ts";
import { chainSupposition, swappedVariations } from "../key-chain-variations.ts";
import { lateAfter } from "../long-tail.ts";
import type { FindingRule } from "../rule.ts";

export const hmacArgumentOrder: FindingRule = {
  id: "hmac-argument-order",
  stage: "credentials",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "Key and message are exchanged in the HMACs of the signature",
  why: "Libraries disagree about which comes first: CryptoJS.HmacSHA256(message, key), Apex generateMac(algorithm, input, key), hmac.new(key, message). The client passed them the wrong way round in some of the five steps.",
  fix: "Look up the order of arguments of the HMAC function, and check each step against the published example of a signing key.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      keyChain: { swapped: ["date", "region", "service", "terminator", "signature"] },
    }),
  suppose: () => lateAfter(swappedVariations.map(chainSupposition), 10),
};
