// Outside S3 the path was signed as it was sent, without the second encoding.

import { normalisedPath } from "../../sigv4/canonical-uri.ts";
import { percentDecode, percentEncodePath } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { ofClient, otherServer, partSigns } from "../text-signs.ts";

export const pathSingleEncodedNonS3: FindingRule = {
  id: "path-single-encoded-non-s3",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 16,
  title: "The path was signed once-encoded, as only S3 wants it",
  why: "Every service except S3 encodes the path as sent once more: %3A becomes %253A. The client signed the path as it is on the wire.",
  fix: "Percent-encode the path as sent a second time before signing for this service; switch the signer's S3 mode off (uriEscapePath, signingEscapePath or doubleUrlEncode to true).",
  wrongFix: "Do not send the doubly encoded path: it belongs into the canonical request alone.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Areport",
      service: "lambda",
      signedInput: (input) => ({
        ...input,
        canonicalUri:
          "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Areport",
      }),
    }),
  suppose: (context) => {
    const detail = (path: string): string =>
      `The path was signed as "${path}"; AWS encodes it once more, as "${context.input.canonicalUri}".`;
    return pathSuppositions(context, onceEncoded(context), detail);
  },
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%25[0-9A-Fa-f]{2}/,
        likelihood: 0.7,
        detail:
          "The server encodes the path that was sent once more, as every service but S3 does; a client that encodes it once signs another text.",
        when: otherServer,
      },
      {
        part: "path",
        pattern: /%(?!25)[0-9A-Fa-f]{2}/,
        likelihood: 0.55,
        detail:
          "The client encoded the path once; every service but S3 encodes the path that was sent once more.",
        when: (view) => ofClient(view) && !view.isS3 && view.service !== null,
      },
    ]),
};

function* onceEncoded(context: EnvelopeContext): Generator<string> {
  const { path } = context.target;
  if (context.isS3 || !path.includes("%")) return;
  for (const sent of [normalisedPath(path), path]) {
    yield sent;
    // Where %2F alone was decoded the class of decoded slashes says more.
    const slashesAlone = !/%(?!2[Ff])/.test(sent);
    if (!slashesAlone) yield percentEncodePath(percentDecode(sent));
    // A slash inside a segment stays encoded.
    yield sent
      .split(/(%2[Ff])/)
      .map((piece) => (/^%2f$/i.test(piece) ? "%2F" : percentEncodePath(percentDecode(piece))))
      .join("");
  }
}
