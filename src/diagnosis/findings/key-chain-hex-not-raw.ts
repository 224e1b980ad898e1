// The HMACs of the signing key are passed on as text instead of bytes.
import { signedExample } from "../example.ts";
import { chainSupposition, passedOnVariations } from "../key-chain-variations.ts";
import { lateAfter } from "../long-tail.ts";
import type { FindingRule } from "../rule.ts";

export const keyChainHexNotRaw: FindingRule = {
  id: "key-chain-hex-not-raw",
  stage: "credentials",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The steps of the signing key are passed on as text instead of bytes",
  why: "Each HMAC of the signing key is keyed with the 32 raw bytes of the one before. Shells, SQL, Postman and VBA give the result as hex or base64, and the client used that text as the next key.",
  fix: "Pass the raw digest on between the steps (openssl dgst -mac HMAC -macopt hexkey:…, digest() instead of hexdigest(), CryptoJS WordArrays without toString) and write hex for the signature alone.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      keyChain: { passOn: "hex" },
    }),
  suppose: () => lateAfter(passedOnVariations.map(chainSupposition), 12),
};
