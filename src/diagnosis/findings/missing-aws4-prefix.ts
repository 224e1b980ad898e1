// The signing key starts from the secret without AWS4 before it, or with another word.
import { signedExample } from "../example.ts";
import { chainSupposition, prefixVariations } from "../key-chain-variations.ts";
import type { FindingRule } from "../rule.ts";

export const missingAws4Prefix: FindingRule = {
  id: "missing-aws4-prefix",
  aliases: [
    {
      id: "secret-whitespace-newline",
      toldApartBy:
        "nothing on the wire for a blank between AWS4 and the secret: the secret's own blank is named",
    },
  ],
  stage: "credentials",
  blame: "client",
  severity: "error",
  threads: 0,
  title: "The signing key is derived without AWS4 before the secret",
  why: "The first HMAC of the signing key has the four characters AWS4 and then the secret as its key. The client left them out, wrote them small, or put another word there.",
  fix: 'Start the key with HMAC("AWS4" + secret, date): the four capitals without a blank, once.',
  wrongFix: "Do not put AWS4 into the stored secret: every other client would then have it twice.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      keyChain: { prefix: "" },
    }),
  suppose: () => prefixVariations.map(chainSupposition),
};
