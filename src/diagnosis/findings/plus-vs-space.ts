// A plus sign was signed as a blank, or a blank as a plus sign.
import { signedExample } from "../example.ts";
import { pathAndQuerySupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { shownQuery } from "../shown-values.ts";
import { partSigns } from "../text-signs.ts";
import { isOtherToken } from "../token-variations.ts";

export const plusVsSpace: FindingRule = {
  id: "plus-vs-space",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 15,
  title: "A + and a blank were taken for each other between signing and sending",
  why: "Form encoding writes a blank as +, URL encoding as %20. SigV4 knows only %20 for a blank and %2B for a plus sign.",
  fix: "Write a blank as %20 and a plus sign as %2B in the path and the query, both where the request is signed and where it is sent; do not use a form encoder (quote_plus, URLEncoder) for either.",
  wrongFix: "Do not replace every + by %20 in a path: there a + is a plus sign.",
  spec: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/annual%20report.pdf",
      signedInput: (input) => ({ ...input, canonicalUri: "/annual+report.pdf" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /\+|%2B/,
        likelihood: 0.7,
        detail: "The path has a plus sign, which some readers take for a blank.",
      },
      {
        part: "path",
        pattern: /%20/,
        likelihood: 0.4,
        detail: "The path has a blank, which some clients send as a plus sign.",
      },
      {
        part: "query",
        pattern: /%2B|\+/,
        likelihood: 0.5,
        detail: "The query has a plus sign, which some readers take for a blank.",
      },
      {
        part: "query",
        pattern: /%20/,
        likelihood: 0.4,
        detail: "The query has a blank, which some clients send as a plus sign.",
      },
    ]),
};

/** For each spelling in the canonical text, what may have been signed in its place. */
const spellings: readonly (readonly [found: string, signed: readonly string[]])[] = [
  ["%2B", ["%2B", "%20", "+"]],
  ["%20", ["%20", "+", "%2B"]],
  ["%252B", ["%252B", "%2520", "+", "%2B", "%20"]],
  ["%2520", ["%2520", "+", "%252B", "%2B"]],
];

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { canonicalUri, canonicalQuery } = context.input;
  const once = context.isS3 ? "" : context.target.path;
  const paths = [...respelled(canonicalUri)].filter((path) => path !== once);
  const queries = [...respelledQueries(context)].filter((query) => !isOtherToken(query, canonicalQuery));
  for (const parts of combined(paths, queries, context.input)) {
    const signed = parts.canonicalUri === canonicalUri ? parts.canonicalQuery : parts.canonicalUri;
    const right = parts.canonicalUri === canonicalUri ? canonicalQuery : canonicalUri;
    const supposition = pathAndQuerySupposition(
      context,
      parts,
      `"${shownQuery(signed)}" was signed where "${shownQuery(right)}" is right: + and blank differ.`,
    );
    if (supposition) yield supposition;
  }
}

/** In a presigned URL the presigner's own parameters are most often right, and the caller's alone are respelled. */
function respelledQueries(context: EnvelopeContext): Set<string> {
  const { canonicalQuery } = context.input;
  if (context.envelope.form !== "presigned-url") return respelled(canonicalQuery);
  const pieces = canonicalQuery.split("&");
  const own = pieces.filter((piece) => !piece.startsWith("X-Amz-")).join("&");
  const queries = [...respelled(own)].map((text) => {
    const changed = text.split("&");
    return pieces.map((piece) => (piece.startsWith("X-Amz-") ? piece : changed.shift())).join("&");
  });
  return new Set([...queries, ...respelled(canonicalQuery)]);
}

interface Parts {
  readonly canonicalUri: string;
  readonly canonicalQuery: string;
}

function* combined(
  paths: readonly string[],
  queries: readonly string[],
  { canonicalUri, canonicalQuery }: Parts,
): Generator<Parts> {
  for (const path of paths) yield { canonicalUri: path, canonicalQuery };
  for (const query of queries) yield { canonicalUri, canonicalQuery: query };
  for (const path of paths) {
    for (const query of queries) yield { canonicalUri: path, canonicalQuery: query };
  }
}

function respelled(text: string): Set<string> {
  let forms: string[][] = [[]];
  for (const [found, signed] of spellings) {
    if (text.includes(found)) forms = forms.flatMap((form) => signed.map((other) => [...form, found, other]));
  }
  const texts = forms.map((form) =>
    text.replace(/%252B|%2520|%2B|%20/g, (piece) => form[form.indexOf(piece) + 1] ?? piece),
  );
  return new Set(texts.filter((other) => other !== text));
}
