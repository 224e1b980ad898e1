// A key holds #, ? or %, which cut a URL or are decoded in it.
import { canonicalQuery, queryParameters } from "../../sigv4/canonical-query.ts";
import { percentEncode } from "../../sigv4/percent-encoding.ts";
import { signedExample } from "../example.ts";
import { pathAndQuerySupposition } from "../part-variations.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "../rule.ts";
import { partSigns } from "../text-signs.ts";

export const keyHasHashQuestionPercent: FindingRule = {
  id: "key-has-hash-question-percent",
  stage: "canonical request",
  blame: "client",
  severity: "error",
  threads: 6,
  title: "A #, ? or % of the key cut the path, or was decoded, on one side only",
  why: "In a URL # begins a fragment, ? the query and % an encoded byte. A key with such a character that is put into a URL unencoded is cut or changed by one of the parsers on its way.",
  fix: "Percent-encode each segment of the key before it goes into the URL: %23 for #, %3F for ?, %25 for %.",
  wrongFix: "Do not encode the whole URL once more: the slashes and the query must stay.",
  spec: "observed: public threads rlmcpherson/s3gof3r#27, aws/aws-sdk-js-v3#283",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report%231.pdf",
      signedInput: (input) => ({ ...input, canonicalUri: "/report" }),
    }),
  suppose: (context) => suppositions(context),
  readTexts: (context) =>
    partSigns(context, [
      {
        part: "path",
        pattern: /%(?:23|3F)/,
        likelihood: 0.45,
        detail: "The key has a character that ends or begins another part of a URL.",
        when: ({ isS3 }) => isS3,
      },
    ]),
};

interface Parts {
  readonly canonicalUri: string;
  readonly canonicalQuery: string;
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  const { canonicalUri, canonicalQuery: query } = context.input;
  for (const parts of [...cutPaths(context.input), ...joinedPaths(context), ...percents(context)]) {
    const signed = parts.canonicalUri === canonicalUri ? parts.canonicalQuery : parts.canonicalUri;
    const sent = parts.canonicalUri === canonicalUri ? query : canonicalUri;
    const detail = `The key has a character that URLs give a meaning: "${signed}" was signed where "${sent}" was sent.`;
    const supposition = pathAndQuerySupposition(context, parts, detail);
    if (supposition) yield supposition;
  }
}

/** The signer's parser cut the path: the rest was dropped, or became the query. */
function* cutPaths({ canonicalUri, canonicalQuery: query }: Parts): Generator<Parts> {
  for (const mark of canonicalUri.matchAll(/%(?:25)?(?:23|3F)/g)) {
    const path = canonicalUri.slice(0, mark.index);
    const rest = canonicalUri.slice(mark.index + mark[0].length);
    yield { canonicalUri: path, canonicalQuery: query };
    yield { canonicalUri: path, canonicalQuery: "" };
    if (!mark[0].endsWith("3F")) continue;
    const pieces = [rest.replaceAll("%2526", "&").replaceAll("%26", "&").replaceAll("%3D", "=")];
    for (const text of [...pieces, `${pieces[0] ?? ""}&${query}`])
      yield { canonicalUri: path, canonicalQuery: canonicalQuery(queryParameters(text)) };
    yield { canonicalUri: path, canonicalQuery: `${percentEncode(rest)}=` };
  }
}

/** The sender's parser cut the path: what arrived as a query is the end of the key. */
function* joinedPaths({ input, target, isS3, envelope }: EnvelopeContext): Generator<Parts> {
  const { canonicalUri } = input;
  const marks = isS3 ? ["%3F", "?"] : ["%253F", "%3F", "?"];
  const presigned = envelope.form === "presigned-url";
  const added = target.query.split("&").filter((piece) => presigned && piece.startsWith("X-Amz-"));
  const own = target.query.split("&").filter((piece) => piece !== "" && !added.includes(piece));
  const left = canonicalQuery(queryParameters(added.join("&")), "X-Amz-Signature");
  if (own.length === 0) return;
  for (const mark of marks) {
    for (const rest of [own.join("&"), percentEncode(own.join("&"))])
      yield { canonicalUri: `${canonicalUri}${mark}${rest}`, canonicalQuery: left };
    // The key ends at the first parameter; the others are a query.
    const [first = "", ...others] = own;
    const query = canonicalQuery(queryParameters([...others, ...added].join("&")), "X-Amz-Signature");
    if (others.length > 0)
      yield { canonicalUri: `${canonicalUri}${mark}${percentEncode(first)}`, canonicalQuery: query };
  }
}

/** A percent sign that stands for itself: left raw, or encoded once more while the rest is not. */
function* percents({
  input: { canonicalUri, canonicalQuery: query },
  isS3,
}: EnvelopeContext): Generator<Parts> {
  const code = isS3 ? "%25" : "%2525";
  const forms = [
    canonicalUri.replaceAll(new RegExp(`${code}(?![0-9A-Fa-f]{2})`, "g"), "%"),
    canonicalUri.replaceAll(code, "%"),
    canonicalUri.replaceAll(code, isS3 ? "%2525" : "%25"),
    canonicalUri.replaceAll(code, ""),
  ];
  for (const path of forms) yield { canonicalUri: path, canonicalQuery: query };
  const texts = [query.replace(/%25(?![0-9A-Fa-f]{2})/g, "%"), query.replaceAll("%25", "%2525")];
  for (const text of texts) yield { canonicalUri, canonicalQuery: text };
}
