// The derivation: every intermediate of the calculation, in order, each kept as a value.
import { sha256Hex } from "../http/digest.ts";
import { amzDate, hasBasicForm, parseHttpOrIsoDate } from "./amz-date.ts";
import type { CanonicalInput } from "./canonical-request.ts";
import { canonicalRequest } from "./canonical-request.ts";
import type { Envelope } from "./envelope.ts";
import { signature } from "./signature.ts";
import { stringToSign } from "./string-to-sign.ts";

/** What was calculated for a request under one reading. Text is latin1. */
export interface Derivation {
  readonly input: CanonicalInput;
  readonly canonicalRequest: string;
  /** Lower-case hex. */
  readonly canonicalRequestSha256Hex: string;
  readonly stringToSign: string;
  /** Lower-case hex; null where no key is known. */
  readonly calculatedSignature: string | null;
}

/** Derives every intermediate; with a signing key also the signature. */
export function derivation(envelope: Envelope, input: CanonicalInput, key: Uint8Array | null): Derivation {
  const request = canonicalRequest(input);
  const canonicalRequestSha256Hex = sha256Hex(request);
  const toSign = stringToSign({
    algorithm: envelope.algorithm,
    timestamp: signedTimestamp(envelope),
    scope: envelope.credentialScope,
    canonicalRequestSha256Hex,
  });
  return {
    input,
    canonicalRequest: request,
    canonicalRequestSha256Hex,
    stringToSign: toSign,
    calculatedSignature: key ? signature(key, toSign) : null,
  };
}

/** The time line of the string to sign: basic ISO 8601, also where the header carries another form of the same time. */
export function signedTimestamp(envelope: Envelope): string {
  if (envelope.amzDate === null) return "";
  if (hasBasicForm(envelope.amzDate)) return envelope.amzDate;
  const at = parseHttpOrIsoDate(envelope.amzDate);
  return at === null ? envelope.amzDate : amzDate(at);
}
