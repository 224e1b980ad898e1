// What a SigV4A client may have signed in place of the string to sign.
import { headerValue } from "../http/raw-headers.ts";
import { queryValue } from "../sigv4/canonical-query.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import type { SignedText } from "../sigv4/signed-text.ts";
import { ecdsaAlgorithm } from "../sigv4/terms.ts";
import type { EnvelopeContext, RuleContext, TextChange, TextSupposition } from "./rule.ts";
import { changedStringToSign } from "./text-change.ts";

/** The regions of X-Amz-Region-Set, in the header or the query; null without it. */
export function regionSet({ request, query }: RuleContext): string | null {
  return headerValue(request.headers, "x-amz-region-set") ?? queryValue(query, "X-Amz-Region-Set") ?? null;
}

/** The string to sign of an envelope with a change. Latin1. */
export function envelopeStringToSign(context: EnvelopeContext, change: TextChange): string {
  const { algorithm, credentialScope: scope } = context.envelope;
  const timestamp = signedTimestamp(context.envelope);
  return changedStringToSign(
    { algorithm, timestamp, scope, canonicalRequest: canonicalRequest(context.input) },
    change,
  );
}

/** Mistakes in the mathematics of SigV4A. */
export function* sigv4aTexts(context: EnvelopeContext): Generator<TextSupposition> {
  const text = envelopeStringToSign(context, {});
  yield one("string to sign", "hashed once, by the signature", "hashed before, and so twice", {
    text,
    method: ecdsaAlgorithm,
    hashedFirst: true,
  });
  for (const [how, hashForm] of hashForms)
    yield one("hash of the canonical request", "lower-case hexadecimal", how, {
      text: envelopeStringToSign(context, { hashForm }),
      method: ecdsaAlgorithm,
    });
  for (const region of regions(context)) {
    const { date, service, terminator } = context.envelope.credentialScope;
    const scope = `${date}/${region}/${service}/${terminator}`;
    const layout = (toSign: string): string =>
      toSign
        .split("\n")
        .map((line, index) => (index === 2 ? scope : line))
        .join("\n");
    yield one("scope in the string to sign", "without a region", `with the region ${region}`, {
      text: envelopeStringToSign(context, { layout }),
      method: ecdsaAlgorithm,
    });
  }
  yield* withoutRegionSet(context);
}

const hashForms = [
  ["32 raw bytes", "raw-bytes"],
  ["capital hexadecimal", "upper-hex"],
  ["base64", "base64"],
  ["the hash of the hash", "hashed-twice-hex"],
] as const;

function regions(context: EnvelopeContext): string[] {
  const named = (regionSet(context) ?? "").split(",").map((region) => region.trim());
  return [...new Set([...named, "us-east-1", "*", ""])];
}

/** The header is listed and sent, and was not in the canonical request when the client signed. */
function* withoutRegionSet(context: EnvelopeContext): Generator<TextSupposition> {
  const { input } = context;
  const headers = input.headers.filter(({ name }) => name !== "x-amz-region-set");
  const signedHeaders = input.signedHeaders.filter((name) => name.toLowerCase() !== "x-amz-region-set");
  const canonicalQuery = input.canonicalQuery
    .split("&")
    .filter((pair) => !pair.startsWith("X-Amz-Region-Set="))
    .join("&");
  const all = { ...input, headers, signedHeaders, canonicalQuery };
  for (const changed of [all, { ...all, signedHeaders: input.signedHeaders }])
    yield one("X-Amz-Region-Set", "signed", "not signed", {
      text: envelopeStringToSign({ ...context, input: changed }, {}),
      method: ecdsaAlgorithm,
    });
}

function one(part: string, from: string, to: string, signed: SignedText): TextSupposition {
  return {
    changes: [{ part, from, to }],
    signed,
    detail: `The ${part} was ${to} when the client signed; SigV4A wants it ${from}.`,
  };
}
