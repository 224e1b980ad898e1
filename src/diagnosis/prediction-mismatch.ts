// How services word a signature that does not match, with the canonical texts they show. Tokens in the texts are redacted.
import type { Derivation } from "../sigv4/derivation.ts";
import type { Prediction } from "./prediction.ts";
import { withoutTokens } from "./prediction-redaction.ts";

/** S3's sentence. */
export const s3MismatchSentence =
  "The request signature we calculated does not match the signature you provided. Check your key and signing method.";

/** Everybody else's sentence. */
const mismatchSentence =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/** The message of Query and JSON services: the sentence, the canonical string and the string to sign, closed by one line feed. */
export function mismatchMessage(derivation: Derivation | null): string {
  if (derivation === null) return mismatchSentence;
  const canonical = withoutTokens(derivation.canonicalRequest);
  return `${mismatchSentence}\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${derivation.stringToSign}'\n`;
}

/** S3's elements beside code and message, in its order. */
export function mismatchElements(
  accessKeyId: string,
  providedSignature: string,
  derivation: Derivation | null,
): [string, string][] {
  if (derivation === null)
    return [
      ["AWSAccessKeyId", accessKeyId],
      ["SignatureProvided", providedSignature],
    ];
  const canonical = withoutTokens(derivation.canonicalRequest);
  return [
    ["AWSAccessKeyId", accessKeyId],
    ["StringToSign", derivation.stringToSign],
    ["SignatureProvided", providedSignature],
    ["StringToSignBytes", hexPairs(derivation.stringToSign)],
    ["CanonicalRequest", canonical],
    ["CanonicalRequestBytes", hexPairs(canonical)],
  ];
}

/**
 * The prediction with the canonical request as it was calculated, tokens and all: only for the answer that goes back to the
 * client which sent them.
 */
export function unredacted(prediction: Prediction, derivation: Derivation | null): Prediction {
  if (derivation === null || prediction.code === null) return prediction;
  const hidden = withoutTokens(derivation.canonicalRequest);
  if (hidden === derivation.canonicalRequest) return prediction;
  const whole = (text: string): string => text.split(hidden).join(derivation.canonicalRequest);
  const elements = prediction.elements.map(([name, value]): [string, string] =>
    name === "CanonicalRequestBytes" ? [name, hexPairs(derivation.canonicalRequest)] : [name, whole(value)],
  );
  return { ...prediction, message: prediction.message === null ? null : whole(prediction.message), elements };
}

/** Bytes as lower-case hex pairs with a blank between: `41 57 53 34`. */
export function hexPairs(text: string): string {
  const pairs: string[] = [];
  for (let at = 0; at < text.length; at += 1)
    pairs.push((text.charCodeAt(at) & 0xff).toString(16).padStart(2, "0"));
  return pairs.join(" ");
}
