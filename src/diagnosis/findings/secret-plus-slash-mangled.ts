// A + or / in the client's secret was changed by encoding, decoding or escaping.
import { signedExample } from "../example.ts";
import type { FindingRule } from "../rule.ts";
import type { SecretChange } from "../secret-variations.ts";
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
  suppose: () => manglings.map(secretSupposition),
};

function replacing(words: string, pairs: readonly (readonly [from: string, to: string])[]): SecretChange {
  return { words, change: (secret) => pairs.reduce((text, [from, to]) => text.replaceAll(from, to), secret) };
}

const manglings: readonly SecretChange[] = [
  replacing("with every + as a blank", [["+", " "]]),
  replacing("with every / as %2F", [["/", "%2F"]]),
  replacing("with every + as %2B and every / as %2F", [
    ["+", "%2B"],
    ["/", "%2F"],
  ]),
  replacing("with every + as %2B", [["+", "%2B"]]),
  replacing("with every / as %2f", [["/", "%2f"]]),
  replacing("with every + as %2b and every / as %2f", [
    ["+", "%2b"],
    ["/", "%2f"],
  ]),
  replacing("with every + as %2b", [["+", "%2b"]]),
  replacing("with every + as a blank and every / as %2F", [
    ["+", " "],
    ["/", "%2F"],
  ]),
  replacing("with every + as %20", [["+", "%20"]]),
  replacing("with + and / encoded twice", [
    ["+", "%252B"],
    ["/", "%252F"],
  ]),
  replacing("with a backslash before every /", [["/", "\\/"]]),
  replacing("with a backslash before every +", [["+", "\\+"]]),
  replacing("with a backslash before every + and /", [
    ["+", "\\+"],
    ["/", "\\/"],
  ]),
  replacing("with every / doubled", [["/", "//"]]),
  replacing("without its + characters", [["+", ""]]),
  replacing("without its / characters", [["/", ""]]),
  replacing("without its + and / characters", [
    ["+", ""],
    ["/", ""],
  ]),
  replacing("in the URL-safe alphabet of base64 (- and _)", [
    ["+", "-"],
    ["/", "_"],
  ]),
  replacing("with every / as a backslash", [["/", "\\"]]),
  replacing("with every / as &#x2F;", [["/", "&#x2F;"]]),
  replacing("with every / as &#47;", [["/", "&#47;"]]),
  replacing("with every / as \\u002f", [["/", "\\u002f"]]),
  replacing("with every / as \\u002F", [["/", "\\u002F"]]),
  replacing("with every + as \\u002b", [["+", "\\u002b"]]),
  replacing("with every + as &#43;", [["+", "&#43;"]]),
  replacing("decoded from its percent-encoded form", [
    ["%2B", "+"],
    ["%2b", "+"],
    ["%2F", "/"],
    ["%2f", "/"],
    ["%20", " "],
  ]),
  replacing("with blanks turned into +", [[" ", "+"]]),
  replacing("from the URL-safe alphabet back to + and /", [
    ["-", "+"],
    ["_", "/"],
  ]),
  replacing("without its backslashes", [["\\", ""]]),
];
