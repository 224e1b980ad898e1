// For S3 the path was encoded twice, as every other service wants it.
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import { decodedAndEncoded, encodedAgain } from "../path-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const pathDoubleEncodedS3: FindingRule = {
  id: "path-double-encoded-s3",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 13,
  title: "The path was signed and sent with different numbers of encodings: S3 wants exactly one",
  why: "S3 signs the object key encoded once. Generic signers encode the path as sent a second time, as all other services want it, so %20 becomes %2520.",
  fix: "Switch the second encoding off for S3 (uriEscapePath, signingEscapePath or doubleUrlEncode to false), and pass the key to the client unencoded.",
  wrongFix: "Do not send the doubly encoded path: S3 would look for another key.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/annual%20report.pdf",
      signedInput: (input) => ({ ...input, canonicalUri: "/annual%2520report.pdf" }),
    }),
  suppose: (context) => {
    const right = context.input.canonicalUri;
    return pathSuppositions(
      context,
      otherwiseEncoded(context),
      (path) => `The path was signed as "${path}"; S3 signs it as "${right}".`,
    );
  },
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%25[0-9A-Fa-f]{2}/,
        likelihood: 0.75,
        detail:
          "The path of the text is encoded twice; S3 decodes the path that was sent once and encodes it once.",
        when: ({ isS3 }) => isS3,
      },
    ]),
};

function* otherwiseEncoded(context: EnvelopeContext): Generator<string> {
  const { canonicalUri } = context.input;
  if (!context.isS3 || !canonicalUri.includes("%")) return;
  yield encodedAgain(canonicalUri, 1);
  yield encodedAgain(context.target.path, 1);
  yield decodedAndEncoded(canonicalUri, 2);
  // The slashes encoded with the rest: %2F at the second encoding.
  yield encodedAgain(canonicalUri, 1).replaceAll("/", "%2F").replace("%2F", "/");
}
