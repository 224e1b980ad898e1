// Empty path segments (//) were removed or kept on one side only.
import { percentEncodePath } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import { collapsedSlashes } from "../path-forms.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";
import { otherServer, partSigns } from "../text-signs.ts";

export const slashCollapse: FindingRule = {
  id: "slash-collapse",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 12,
  title: "A double slash in the path was signed and sent differently",
  why: "S3 keeps // in a key as it is; all other services sign the path with // made one slash. Frameworks and proxies collapse slashes on their own.",
  fix: "For S3 sign and send the path with its empty segments untouched (normalizePath false; merge_slashes off in nginx); for other services remove empty segments before signing.",
  wrongFix: "Do not rewrite keys on the way: S3 keeps a//b and a/b as two objects.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/reports//2026.json",
      signedInput: (input) => ({ ...input, canonicalUri: "/reports/2026.json" }),
    }),
  suppose: (context) => {
    const right = context.input.canonicalUri;
    return pathSuppositions(
      context,
      withOtherSlashes(context),
      (path) => `The path was signed as "${path}" and arrived as "${right}".`,
    );
  },
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /\/\//,
        likelihood: 0.75,
        detail: "The path has two slashes in a row, which some clients and servers make one.",
      },
      {
        part: "path",
        pattern: /\/(hostedzone|delegationset|change)\/\1\//,
        likelihood: 0.7,
        detail:
          "The id carries its own prefix: the client signed two slashes in a row, and the server made them one.",
        when: otherServer,
      },
    ]),
};

function* withOtherSlashes(context: EnvelopeContext): Generator<string> {
  const { canonicalUri } = context.input;
  if (!context.isS3 && context.target.path.includes("//")) yield percentEncodePath(context.target.path);
  if (canonicalUri.includes("//")) {
    yield collapsedSlashes(canonicalUri);
    yield canonicalUri.replace(/^\/{2,}/, "/");
    yield canonicalUri.replace(/\/{2,}$/, "/");
    yield canonicalUri.replaceAll("//", "/");
    yield collapsedSlashes(canonicalUri).replace(/(.)\/$/, "$1");
    yield canonicalUri.replace(/\/{2,}$/, "");
  }
  if (canonicalUri === "/") {
    yield "//";
    return;
  }
  yield `/${canonicalUri}`;
  for (let at = canonicalUri.indexOf("/", 1); at > 0 && at < 2048; at = canonicalUri.indexOf("/", at + 1)) {
    yield `${canonicalUri.slice(0, at)}/${canonicalUri.slice(at)}`;
  }
  yield canonicalUri.replaceAll("/", "//");
}
