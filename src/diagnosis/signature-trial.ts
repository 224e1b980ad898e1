// One trial of a search: whether a canonical request, a signing key and a layout give the client's own signature. It is made tens of
// thousands of times, so what trials share is calculated once: the first block of the string to sign, the words of each request.
import { hmacSha256 } from "../http/digest.ts";
import type { PackedText } from "../http/hmac-words.ts";
import { givesDigest, packedText, passingText, wordsOfHex } from "../http/hmac-words.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { otherSpelling } from "../sigv4/signature-spelling.ts";
import type { Candidate } from "./search-combinations.ts";
import type { RequestVariant } from "./search-variants.ts";
import { plainText, variantText } from "./search-variants.ts";

/** Tries candidates against one envelope's signature. */
export interface SignatureTrial {
  gives(candidate: Candidate): boolean;
  /** The string to sign of a candidate, latin1. */
  stringToSign(candidate: Candidate): string;
}

/** A trial for the signature of an envelope, however the client spelled its 32 bytes. */
export function signatureTrial(envelope: Envelope): SignatureTrial {
  const { providedSignature } = envelope;
  const goal = wordsOfHex(otherSpelling(providedSignature)?.hex ?? providedSignature);
  const packed = packedRequests(envelope);
  const timestamp = signedTimestamp(envelope);
  const stringToSign = ({ request, text }: Candidate): string =>
    variantText(envelope, timestamp, request, text);
  return {
    stringToSign,
    gives(candidate) {
      if (goal === null) return false;
      const { request, key, text } = candidate;
      if ("message" in key.key) return exchanged(key.key.message, stringToSign(candidate), goal);
      return givesDigest(
        key.key,
        text === plainText ? packed(request) : passingText(stringToSign(candidate)),
        goal,
      );
    },
  };
}

/** The plain string to sign of each request in words: one head for all, kept for requests that meet many keys. */
function packedRequests(envelope: Envelope): (request: RequestVariant) => PackedText {
  const timestamp = signedTimestamp(envelope);
  const kept = new WeakMap<RequestVariant, PackedText>();
  let first: { readonly text: string; readonly packed: PackedText } | undefined;
  return (request) => {
    const known = kept.get(request);
    if (known) return known;
    const text = variantText(envelope, timestamp, request, plainText);
    const packed = packedText(text, first);
    first ??= { text, packed };
    if (request.supposed.length < 2) kept.set(request, packed);
    return packed;
  };
}

function exchanged(message: Uint8Array, stringToSign: string, goal: Int32Array): boolean {
  const made = hmacSha256(stringToSign, message);
  const view = new DataView(made.buffer, made.byteOffset, made.byteLength);
  return goal.every((word, at) => view.getInt32(at * 4) === word);
}
