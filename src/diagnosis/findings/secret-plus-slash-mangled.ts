// A + or / in the client's secret was changed by encoding, decoding or escaping.
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import type { FindingRule } from "../rule.ts";
import { secretManglings } from "../secret-manglings.ts";
import { secretSupposition } from "../secret-variations.ts";

export const secretPlusSlashMangled: FindingRule = {
  id: "secret-plus-slash-mangled",
  stage: "credentials",
  blame: "configuration",
  severity: "error",
  threads: 8,
  title: "A + or / in the client's secret access key was changed by encoding or escaping",
  why: "Secrets may hold + and /. A URL decoder turns + into a blank, an encoder turns them into %2B and %2F, and shells, YAML and JSON writers add or eat backslashes. AWS signs with the plain text.",
  fix: "Pass the secret as it is: no URL encoding in connection strings unless the reader decodes it, single quotes in shells and YAML, and no sed or eval over it.",
  wrongFix: "Do not generate keys until one has no + or /: such secrets work; what carries them is at fault.",
  spec: "observed: aws/aws-cli#6751, aws/aws-sdk-js-v3#3629, mhart/aws4#22",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      secret: "wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY",
    }),
  suppose: () => lateAfter(secretManglings.map(secretSupposition), 24),
};
