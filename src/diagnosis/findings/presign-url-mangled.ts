// A presigned URL was changed as text: escaped for HTML or JSON, encoded once more, decoded, or wrapped.
import { percentDecode, percentEncode } from "../../sigv4/percent-encoding.ts";
import { mangledSeparator } from "../cut-query.ts";
import { signedExample } from "../example.ts";
import { pathAndQuerySupposition } from "../part-variations.ts";
import { decodedAndEncoded, encodedAgain } from "../path-forms.ts";
import type { SignedParameter } from "../query-forms.ts";
import { joined, signedParameters, sorted } from "../query-forms.ts";
import type { EnvelopeContext, FindingRule, Observation, RuleContext, Supposition } from "../rule.ts";
import { queryMangled } from "../text-signs-query.ts";

export const presignUrlMangled: FindingRule = {
  id: "presign-url-mangled",
  aliases: [
    {
      id: "signature-truncated-or-split",
      toldApartBy: "whether the URL was changed throughout, or cut at one place",
    },
  ],
  stage: "envelope",
  blame: "client",
  severity: "error",
  threads: 5,
  title: "The presigned URL was changed as text after it was made",
  why: "A presigned URL is signed to its last byte. A page that escapes it twice turns & into &amp;, a framework encodes its % once more or decodes it, and a mail program breaks its lines.",
  fix: "Pass the URL on byte for byte: escape it once in HTML, mark it as already encoded for the HTTP library (encoded: true, new URL(url)), and copy it without line breaks.",
  wrongFix: "Do not decode the URL to make it readable before it is used.",
  spec: "observed: public threads aws/aws-sdk-net#3040, aws/aws-sdk-php#1344",
  example: () =>
    signedExample({
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/report.json",
      presignedSeconds: 300,
      sent: (request) => ({ ...request, target: request.target.replaceAll("&", "&amp;") }),
    }),
  onlyWhen: "with query",
  inspect: (context) => (context.query.length === 0 ? [] : observations(context)),
  suppose: (context) => suppositions(context),
  readTexts: queryMangled,
};

function observations(context: RuleContext): Observation[] {
  const { query } = context;
  if (isUnreadable(context)) {
    const separator = mangledSeparator(query);
    const detail = `The parameters are separated by ${separator} instead of &.`;
    if (separator !== null) return [{ detail, evidence: { separator } }];
    const again = query.filter(({ name, value }) => name.startsWith("X-Amz-") && /%252F/i.test(value ?? ""));
    const parameters = again.map(({ name }) => name);
    if (parameters.length > 0)
      return [{ detail: `Encoded once more: ${parameters.join(", ")}.`, evidence: { parameters } }];
  }
  return wrapped(context);
}

/** Whether no presigned envelope can be read, or none is there at all. */
function isUnreadable({ reading }: RuleContext): boolean {
  return reading.kind === "absent" || (reading.kind === "malformed" && reading.form === "presigned-url");
}

/** A line break or blanks inside the signature, which holds none. */
function wrapped({ envelope, calculatedSignature }: RuleContext): Observation[] {
  const provided = envelope?.form === "presigned-url" ? envelope.providedSignature : "";
  const mended = provided.replace(/\s+/g, "");
  if (mended === provided || !/^[0-9a-f]{64}$/.test(mended)) return [];
  const seen = { detail: "The signature is broken by blanks or a line break.", evidence: {} };
  return [mended === calculatedSignature ? { ...seen, proven: true } : seen];
}

function* suppositions(context: EnvelopeContext): Generator<Supposition> {
  if (context.envelope.form !== "presigned-url") return;
  const { canonicalUri } = context.input;
  const parameters = sorted(signedParameters(context));
  const paths = new Set([canonicalUri, encodedAgain(canonicalUri, 1), decodedAndEncoded(canonicalUri, 2)]);
  for (const { words, form } of forms) {
    const query = joined(
      sorted(parameters.map((one) => ({ ...one, name: form(one.name), value: form(one.value) }))),
    );
    const own = joined(sorted(parameters.map((one) => changedOwn(one, form))));
    for (const canonicalQuery of new Set([query, own])) {
      for (const path of paths) {
        // The path alone is for the rules of paths to say.
        if (canonicalQuery === context.input.canonicalQuery) continue;
        const supposition = pathAndQuerySupposition(context, { canonicalUri: path, canonicalQuery }, words);
        if (supposition) yield supposition;
      }
    }
  }
}

function changedOwn(one: SignedParameter, form: (text: string) => string): SignedParameter {
  return one.name.startsWith("X-Amz-") ? one : { ...one, name: form(one.name), value: form(one.value) };
}

const forms: readonly { readonly words: string; readonly form: (encoded: string) => string }[] = [
  {
    words: "The URL was signed without the &amp; that it was sent with.",
    form: (encoded) => encoded.replace(/^(?:amp%3B|%23038%3B)+/, ""),
  },
  {
    words: "The URL was encoded once more after it was signed.",
    form: (encoded) => percentEncode(percentDecode(percentDecode(encoded))),
  },
  { words: "The URL was decoded after it was signed.", form: percentEncode },
  {
    words: "Line breaks or blanks came into the URL after it was signed.",
    form: (encoded) => encoded.replace(/%0D|%0A|%20|%09/g, ""),
  },
  {
    words: "Entities came into the URL after it was signed.",
    form: (encoded) => encoded.replaceAll("%26amp%3B", "%26").replaceAll("%26quot%3B", "%22"),
  },
];
