// The client's secret lacks characters or has wrong ones.
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { FindingRule, Supposition } from "../rule.ts";
import { lengthenedSecrets, mistypedSecrets, replacedSecrets, truncatedSecrets } from "../secret-slips.ts";
import { secretSupposition } from "../secret-variations.ts";

export const secretTruncatedOrMistyped: FindingRule = {
  id: "secret-truncated-or-mistyped",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 4,
  title: "The client's secret access key is cut short or mistyped",
  why: "Characters are missing or wrong: a double click that stops at / or +, a last line that a reader drops, a 0 for an O. The key id is right, so AWS finds the key and the signature does not match.",
  fix: "Copy the secret again, whole, from where it was first stored; it has 40 characters. If nobody has it any more, make a new key and delete this one.",
  spec: "observed: cloudyr/aws.signature#25, mhart/aws4#22",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE",
    }),
  suppose: () => suppositions(),
};

/** Cuts, single lost characters, neighbours exchanged and letters in the other case; behind them is the long tail. */
const likelySlips = 160;

function* suppositions(): Generator<Supposition> {
  yield* lateAfter([...truncatedSecrets, ...mistypedSecrets].map(secretSupposition), likelySlips);
  for (const change of lengthenedSecrets) yield { ...secretSupposition(change), late: true };
  for (const change of replacedSecrets) yield { ...secretSupposition(change), late: true };
}
