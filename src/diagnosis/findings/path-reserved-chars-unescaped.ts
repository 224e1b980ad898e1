// The path was signed with reserved characters left raw that SigV4 wants as %XX.

import { percentDecode, percentEncodePath } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { lateAfter } from "../long-tail.ts";
import { pathSuppositions } from "../part-variations.ts";
import { withRawCharacters } from "../path-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { ofClient, partSigns } from "../text-signs.ts";

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
    return lateAfter(
      pathSuppositions(
        context,
        rawForms(context),
        (path) => `The path was signed as "${path}"; AWS signs it as "${right}".`,
      ),
      likely,
    );
  },
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /[!'()*:@$,=+;&[\]"<>^`{|}]/,
        likelihood: 0.8,
        detail: "The client left a reserved character in the path as it is; the specification escapes it.",
        when: ofClient,
      },
      {
        part: "path",
        pattern: /%(?:21|2[4678]|2[9AC]|3A|3[BD]|40|5B|5D)/,
        likelihood: 0.65,
        detail: "The server escapes a reserved character of the path that many clients leave as it is.",
        when: (view) => !ofClient(view),
      },
    ]),
};

/** Encoders in common use, which come first. */
const likely = 24;

function* rawForms(context: EnvelopeContext): Generator<string> {
  const { path } = context.target;
  const sentRaw = /[\u0080-\u00ff]/.test(path);
  for (const form of withRawCharacters(context.input.canonicalUri)) {
    // Raw bytes outside ASCII that were sent raw as well are a class of their own.
    if (!sentRaw || !/[\u0080-\u00ff]/.test(form)) yield form;
  }
  // Outside S3: once encoded and some characters raw, two faults of one encoder.
  if (!context.isS3 && path.includes("%")) yield* withRawCharacters(percentEncodePath(percentDecode(path)));
}
