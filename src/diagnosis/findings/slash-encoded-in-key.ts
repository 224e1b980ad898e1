// A slash was signed as %2F where it stays raw, or raw where it is %2F.
import { signedExample } from "../example.ts";
import { pathSupposition, queryForms, querySupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const slashEncodedInKey: FindingRule = {
  id: "slash-encoded-in-key",
  aliases: [
    {
      id: "encoded-slash-decoded",
      toldApartBy: "a second tap in front of the proxy that may have decoded %2F",
    },
    { id: "query-encoding", toldApartBy: "whether other reserved characters of the query are treated alike" },
  ],
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 4,
  title: "A slash was signed percent-encoded where it stays a slash, or the reverse",
  why: "In a path the slashes between segments stay as they are; in query values every slash becomes %2F. Encoders that are used for both get one of them wrong.",
  fix: "Encode each path segment on its own and join them with /; encode query values including their slashes.",
  wrongFix: "Do not remove the folders from the key.",
  spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/reports/2026/january.json",
      signedInput: (input) => ({ ...input, canonicalUri: "/reports%2F2026%2Fjanuary.json" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%(?:25)?2F/,
        likelihood: 0.85,
        detail: "The path has an escaped slash; S3 takes the slashes of a key as they are.",
      },
    ]),
};

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { canonicalUri, canonicalQuery } = context.input;
  for (const path of new Set(otherSlashes(canonicalUri))) {
    if (path === canonicalUri) continue;
    const detail = `The slashes of the path were signed in another form: "${path}".`;
    const supposition = pathSupposition(context, path, detail);
    // Outside S3 a proxy that decodes %2F once leaves the same bytes: that class is asked first.
    const asDecoded = !context.isS3 && decodedOnce(path, canonicalUri);
    yield asDecoded ? { ...supposition, late: true } : supposition;
  }
  for (const slash of ["/", "%252F"]) {
    for (const query of queryForms(context, (text) => text.replaceAll("%2F", slash))) {
      // A slash is one of several reserved characters of a query: that class is asked first.
      if (query === canonicalQuery) continue;
      const detail = `The slashes of the query were signed as ${slash}.`;
      yield { ...querySupposition(context, query, detail), late: true };
    }
  }
}

/** Whether two paths differ by %252F against a slash, one or the other way, and in some slashes only. */
function decodedOnce(one: string, two: string): boolean {
  if (one.replace(/%252[Ff]/g, "/") !== two.replace(/%252[Ff]/g, "/")) return false;
  return one.slice(1).includes("/") || two.includes("%252");
}

function* otherSlashes(path: string): Generator<string> {
  const inner = path.slice(1);
  for (const slash of ["%2F", "%252F", "%2f"]) {
    yield `/${inner.replaceAll("/", slash)}`;
    yield path.replaceAll("/", slash);
    // The bucket of a path-style request keeps its slash; so may any number of segments before the key.
    for (
      let at = inner.indexOf("/"), count = 0;
      at > 0 && count < 8;
      at = inner.indexOf("/", at + 1), count += 1
    ) {
      yield `/${inner.slice(0, at + 1)}${inner.slice(at + 1).replaceAll("/", slash)}`;
      yield `/${inner.slice(0, at)}${slash}${inner.slice(at + 1)}`;
    }
  }
  yield path.replace(/%252[Ff]/g, "/");
  yield path.replace(/%252[Ff]/g, "%2F");
  yield path.replace(/%2[Ff]/g, "/");
}
