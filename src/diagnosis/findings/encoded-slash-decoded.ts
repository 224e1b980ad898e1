// A %2F of the path became a slash, or a slash %2F, between the client's signer and the server.
import { alteredPaths } from "../alterations.ts";
import { signedExample } from "../example.ts";
import { pathSuppositions, subsets } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule } from "../rule.ts";

export const encodedSlashDecoded: FindingRule = {
  id: "encoded-slash-decoded",
  aliases: [
    {
      id: "slash-encoded-in-key",
      toldApartBy: "a second tap in front of the proxy: it shows %2F where a proxy decodes it",
    },
  ],
  stage: "canonical request",
  blame: "intermediary",
  severity: "error",
  threads: 2,
  title: "An encoded slash of the path was decoded on the way, or a slash was encoded",
  why: "Outside S3 a %2F inside a segment is signed as %252F. Proxies and frameworks decode it to a slash, which makes two segments of one and another text to sign.",
  fix: "Make the proxy pass the path on undecoded (AllowEncodedSlashes NoDecode in Apache, proxy_pass without a path in nginx, no path normalisation in Envoy), or use names without a slash.",
  wrongFix: "Do not encode the slash twice to get it through: another hop may not decode it.",
  spec: "observed: public thread aws/aws-sdk-net#1178",
  example: () =>
    signedExample({
      url: "https://abcdef1234.execute-api.us-east-1.amazonaws.com/prod/items/a%2Fb",
      service: "execute-api",
      sent: (request) => ({ ...request, target: "/prod/items/a/b" }),
    }),
  suppose: (context) => {
    const received = context.input.canonicalUri;
    return pathSuppositions(
      context,
      otherSlashes(context),
      (path) => `The path was signed as "${path}" and arrived as "${received}".`,
    );
  },
  alter: (context) => alteredPaths(context, otherSlashes(context)),
};

/** A slash that is encoded in the path as sent, in its canonical form: S3 keeps it %2F where it does not decode it. */
function* otherSlashes({ isS3, input: { canonicalUri } }: EnvelopeContext): Generator<string> {
  const code = isS3 ? "%2F" : "%252F";
  if (canonicalUri.includes(code)) yield canonicalUri.replaceAll(code, "/");
  if (!isS3 && canonicalUri.includes("%252f")) yield canonicalUri.replace(/%252[Ff]/g, "/");
  const places = [...canonicalUri.matchAll(/\//g)].map(({ index }) => index).filter((index) => index > 0);
  const inside = places.filter((index) => index < canonicalUri.length - 1);
  const likely = [...inside].reverse().map((index) => [index]);
  for (const chosen of [...likely, ...subsets([...inside].reverse(), 7)])
    yield canonicalUri.replace(/\//g, (slash, index: number) => (chosen.includes(index) ? code : slash));
}
