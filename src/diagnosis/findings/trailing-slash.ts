// A slash at the end of the path was added or removed on one side only.
import { signedExample } from "../example.ts";
import { pathSuppositions } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";

export const trailingSlash: FindingRule = {
  id: "trailing-slash",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 1,
  title: "The path was signed with a slash at its end and sent without it, or the reverse",
  why: "The path is signed to its last byte. URL builders and proxies add or drop a slash at the end.",
  fix: "Sign the path exactly as it is requested; an empty path is signed as a single slash.",
  wrongFix: "Do not strip slashes at the end for S3: a key may end in one.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items/",
      service: "execute-api",
      signedInput: (input) => ({ ...input, canonicalUri: "/prod/items" }),
    }),
  suppose: (context) => {
    const received = context.input.canonicalUri;
    return pathSuppositions(
      context,
      otherEnds(context),
      (path) => `The path was signed as "${path}" and arrived as "${received}".`,
    );
  },
};

function* otherEnds({ input: { canonicalUri } }: EnvelopeContext): Generator<string> {
  if (canonicalUri.endsWith("/")) yield canonicalUri.slice(0, -1);
  else yield `${canonicalUri}/`;
}
