// Claims whose signature is over one text under the secret or a derived key: Signature Version 2 and the policy of a form.
import type { CapturedRequest } from "../http/captured-exchange.ts";
import type { EnvelopeForm, EnvelopeReading } from "./envelope.ts";
import type { Knowledge } from "./known-credentials.ts";
import { credentialsFor } from "./known-credentials.ts";
import type { PostClaim } from "./post-claim.ts";
import { revealSecret } from "./secret.ts";
import type { SignedText, Signer } from "./signed-text.ts";
import { textComesOut, textSignature } from "./signed-text.ts";
import type { SigV2Claim } from "./sigv2-claim.ts";
import { sigv2Readings, sigv2StringToSign } from "./sigv2-parts.ts";
import { sigv2QueryParts, sigv2QueryStringToSign } from "./sigv2-query-parts.ts";

/** A claim ready to be judged. */
export interface TextClaim extends Signer {
  readonly form: EnvelopeForm;
  readonly providedSignature: string;
  /** The text as the service reads it, best first; empty where the claim is of a kind that cannot be judged. */
  readonly texts: readonly SignedText[];
}

/** What a claim is worth. */
export interface TextVerification {
  readonly verdict: "valid" | "mismatch" | "unverifiable";
  /** The text under which the signature came out, or the service's own; null where none can be made. */
  readonly stringToSign: string | null;
  /** As it would be sent; null without a key. */
  readonly calculatedSignature: string | null;
  /** Source of the credentials used, for people; null without any. */
  readonly source: string | null;
}

/** The claim behind a reading; null for every reading that is derived by a canonical request, and for claims without a key id. */
export function textClaim(request: CapturedRequest, reading: EnvelopeReading): TextClaim | null {
  if (reading.kind === "legacy") return sigv2TextClaim(request, reading.claim);
  return reading.kind === "form" ? postTextClaim(reading.claim) : null;
}

/** Verifies a claim against every secret known for its key id. */
export function verifyText(claim: TextClaim, knowledge: Knowledge): TextVerification {
  const stringToSign = claim.texts[0]?.text ?? null;
  let first: TextVerification = {
    verdict: "unverifiable",
    stringToSign,
    calculatedSignature: null,
    source: null,
  };
  for (const { secretAccessKey, source } of credentialsFor(knowledge, claim.accessKeyId)) {
    const secret = revealSecret(secretAccessKey);
    for (const signed of claim.texts) {
      if (textComesOut(signed, claim, secret, claim.providedSignature))
        return {
          verdict: "valid",
          stringToSign: signed.text,
          calculatedSignature: claim.providedSignature,
          source,
        };
      if (first.verdict === "unverifiable")
        first = {
          verdict: "mismatch",
          stringToSign,
          calculatedSignature: textSignature(signed, claim, secret),
          source,
        };
    }
  }
  return first;
}

function sigv2TextClaim(request: CapturedRequest, claim: SigV2Claim): TextClaim {
  const { form, accessKeyId, providedSignature } = claim;
  return { form, accessKeyId, providedSignature, scope: null, texts: sigv2Texts(request, claim) };
}

function sigv2Texts(request: CapturedRequest, claim: SigV2Claim): SignedText[] {
  const { algorithm } = claim;
  if (claim.version !== "2" || (algorithm !== "HmacSHA1" && algorithm !== "HmacSHA256")) return [];
  if (claim.dialect === "query")
    return [{ text: sigv2QueryStringToSign(sigv2QueryParts(request, claim)), method: algorithm }];
  return sigv2Readings(request, claim).map((parts) => ({
    text: sigv2StringToSign(parts),
    method: "HmacSHA1",
  }));
}

function postTextClaim(claim: PostClaim): TextClaim | null {
  const { accessKeyId, providedSignature, policy, credentialScope: scope, version } = claim;
  if (accessKeyId === null || providedSignature === null) return null;
  const judged = policy !== null && (version === 2 || scope !== null);
  const method = version === 2 ? "HmacSHA1" : "AWS4-HMAC-SHA256";
  return {
    form: "post-policy",
    accessKeyId,
    providedSignature,
    scope,
    texts: judged ? [{ text: policy, method }] : [],
  };
}
