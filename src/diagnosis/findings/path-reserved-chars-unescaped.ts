// The path was signed with reserved characters left raw that SigV4 wants as %XX.
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import { withRawCharacters } from "../path-forms.ts";
import type { FindingRule } from "../rule.ts";

export const pathReservedCharsUnescaped: FindingRule = {
  id: "path-reserved-chars-unescaped",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 30,
  title: "The path was signed with reserved characters that are not percent-encoded",
  why: "SigV4 encodes every byte of the path except letters, digits, - . _ ~ and the slashes. Common URL encoders such as encodeURIComponent leave ! ' ( ) * and others as they are.",
  fix: "Encode each path segment so that only A-Z a-z 0-9 - . _ ~ stay, for example encodeURIComponent plus a replacement of ! ' ( ) and *, and sign that text.",
  wrongFix: "Do not rename the objects: the key is fine, its encoding in the canonical request is not.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report%20%281%29.pdf",
      signedInput: (input) => ({ ...input, canonicalUri: "/report%20(1).pdf" }),
    }),
  suppose: (context) => {
    const right = context.input.canonicalUri;
    return pathSuppositions(
      context,
      withRawCharacters(right),
      (path) => `The path was signed as "${path}"; AWS signs it as "${right}".`,
    );
  },
};
