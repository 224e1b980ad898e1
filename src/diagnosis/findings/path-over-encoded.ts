// The path was encoded more often than the service expects, by two or more encodings or outside S3.
import { percentDecode } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import { decodedAndEncoded, encodedAgain } from "../path-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { otherServer, partSigns } from "../text-signs.ts";

export const pathOverEncoded: FindingRule = {
  id: "path-over-encoded",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The path was percent-encoded once too often",
  why: "The application encodes the path, the client encodes it, and the signer encodes it again: # becomes %252523 where %2523 is right.",
  fix: "Give the client the plain, unencoded path, and let one place encode it.",
  wrongFix: "Do not decode on the server side of a proxy to make up for it.",
  spec: "observed: public thread aws-amplify/amplify-android#655",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items/a%23b",
      service: "execute-api",
      signedInput: (input) => ({ ...input, canonicalUri: "/prod/items/a%252523b" }),
    }),
  suppose: (context) => {
    const right = context.input.canonicalUri;
    return pathSuppositions(
      context,
      overEncoded(context),
      (path) => `The path was signed as "${path}"; AWS signs it as "${right}".`,
    );
  },
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%2525/,
        likelihood: 0.8,
        detail: "The path of the text is encoded three times.",
        when: otherServer,
      },
    ]),
};

function* overEncoded(context: EnvelopeContext): Generator<string> {
  const { canonicalUri } = context.input;
  if (!canonicalUri.includes("%")) return;
  if (!context.isS3) yield encodedAgain(canonicalUri, 1);
  for (const times of [2, 3]) yield encodedAgain(canonicalUri, times);
  for (const times of context.isS3 ? [3, 4] : [2, 3, 4]) {
    if (stillEncoded(canonicalUri, context.isS3 ? times : times + 1))
      yield decodedAndEncoded(canonicalUri, times);
  }
}

/** Whether so many decodings in a row each undo something. */
function stillEncoded(path: string, times: number): boolean {
  let text = path;
  for (let count = 0; count < times; count += 1) {
    const decoded = percentDecode(text);
    if (decoded === text) return false;
    text = decoded;
  }
  return true;
}
