// The last line of the string to sign is not the lower-case hex of the canonical request's hash.
import type { HashForm } from "../../sigv4/string-to-sign.ts";
import { signedExample } from "../example.ts";
import type { FindingRule, Supposition } from "../rule.ts";

export const hashEncodingWrong: FindingRule = {
  id: "hash-encoding-wrong",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 2,
  title: "The hash in the string to sign is written in the wrong form",
  why: "The last line of the string to sign is the SHA-256 of the canonical request in lower-case hex. The client wrote it in capitals or base64, put the raw bytes or the text itself there, or hashed it twice.",
  fix: "Hash the canonical request once and write the 32 bytes as 64 lower-case hex digits.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      signedText: { hashForm: "upper-hex" },
    }),
  suppose: () => forms.map(([hashForm, words]) => supposition(hashForm, words)),
};

const forms: readonly (readonly [form: HashForm, words: string])[] = [
  ["upper-hex", "in upper-case hex"],
  ["base64", "in base64"],
  ["hashed-twice-hex", "hashed a second time (the hex text of the first hash)"],
  ["hashed-twice-raw", "hashed a second time (the bytes of the first hash)"],
  ["raw-bytes", "as 32 raw bytes"],
  ["canonical-request", "not hashed at all: the canonical request itself stands there"],
];

function supposition(hashForm: HashForm, words: string): Supposition {
  return {
    changes: [
      { part: "hash of the canonical request (string to sign)", from: "in lower-case hex", to: words },
    ],
    text: { hashForm },
    detail: `The last line of the string to sign, the hash of the canonical request, was ${words}.`,
    evidence: { form: hashForm },
  };
}
