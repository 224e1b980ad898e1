// One trial of a search: whether a canonical request, a signing key and a layout give the client's own signature. It is made tens of
// thousands of times, so what trials share is calculated once: the first block of the string to sign, the words of each request.
import { hmacSha256 } from "../http/digest.ts";
import type { PackedBefore, PackedPrefix, PackedText } from "../http/hmac-words.ts";
import {
  givesDigest,
  packedPrefix,
  packedText,
  passingHash,
  passingText,
  wordsOfHex,
} from "../http/hmac-words.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { otherSpelling } from "../sigv4/signature-spelling.ts";
import type { KeyVariant, RequestVariant, TextVariant } from "./search-variants.ts";
import { plainText, variantText } from "./search-variants.ts";

/** A string to sign that may have been signed, ready to be put under keys. */
export interface SignedText {
  readonly request: RequestVariant;
  readonly text: TextVariant;
  readonly packed: PackedText;
}

/** Tries keys on strings to sign, against one envelope's signature. */
export interface SignatureTrial {
  /** A text that will meet many keys. */
  kept(request: RequestVariant, text: TextVariant): SignedText;
  /** A text that is tried at once: what this gives holds until the next text is made. */
  passing(request: RequestVariant, text: TextVariant): SignedText;
  gives(signed: SignedText, key: KeyVariant): boolean;
  /** The string to sign, latin1. */
  stringToSign(signed: Pick<SignedText, "request" | "text">): string;
}

/** A trial for the signature of an envelope, however the client spelled its 32 bytes. */
export function signatureTrial(envelope: Envelope): SignatureTrial {
  const { providedSignature } = envelope;
  const goal = wordsOfHex(otherSpelling(providedSignature)?.hex ?? providedSignature);
  const written = textWriter(envelope);
  let first: PackedBefore | undefined;
  let prefix: PackedPrefix | null = null;
  const own = new Map<RequestVariant, SignedText>();
  const kept = (request: RequestVariant, text: TextVariant): SignedText => {
    const whole = written(request, text);
    const packed = packedText(whole, first);
    first ??= { text: whole, packed };
    if (text === plainText) prefix ??= packedPrefix({ text: whole, packed });
    return { request, text, packed };
  };
  return {
    kept,
    passing(request, text) {
      // The request as it came meets every key that is tried alone.
      if (request.supposed.length === 0 && text === plainText) {
        const known = own.get(request) ?? kept(request, text);
        own.set(request, known);
        return known;
      }
      const packed =
        prefix && text === plainText
          ? passingHash(prefix, request.sha256Hex)
          : passingText(written(request, text), first);
      return { request, text, packed };
    },
    gives(signed, { key }) {
      if (goal === null) return false;
      if ("message" in key) return exchanged(key.message, written(signed.request, signed.text), goal);
      return givesDigest(key, signed.packed, goal);
    },
    stringToSign: ({ request, text }) => written(request, text),
  };
}

/** Writes strings to sign; what stands before the hash in plain ones is made once. */
function textWriter(envelope: Envelope): (request: RequestVariant, text: TextVariant) => string {
  const timestamp = signedTimestamp(envelope);
  let beforeHash: string | undefined;
  return (request, text) => {
    if (text === plainText && beforeHash !== undefined) return beforeHash + request.sha256Hex;
    const whole = variantText(envelope, timestamp, request, text);
    if (text === plainText) beforeHash = whole.slice(0, -request.sha256Hex.length);
    return whole;
  };
}

function exchanged(message: Uint8Array, stringToSign: string, goal: Int32Array): boolean {
  const made = hmacSha256(stringToSign, message);
  const view = new DataView(made.buffer, made.byteOffset, made.byteLength);
  return goal.every((word, at) => view.getInt32(at * 4) === word);
}
