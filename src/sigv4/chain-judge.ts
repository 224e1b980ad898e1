// Who says whether a signature of a chain is right: a signing key, which calculates it anew, or SigV4A's public key, which verifies it.
import type { P256Point } from "../http/digest.ts";
import { hexBytes, p256Verifies } from "../http/digest.ts";
import { signature } from "./signature.ts";

/** A judge of the signatures in one body. */
export interface ChainJudge {
  /** Whether a signature as sent (hex; SigV4A's may be padded with `*`) is that of a string to sign. */
  readonly fits: (stringToSign: string, provided: string) => boolean;
  /** The right signature: lower-case hex. Null where signatures can only be verified. */
  readonly calculated: (stringToSign: string) => string | null;
  /** True where one answer of `fits` costs as much as some twenty HMACs, so that few suppositions can be tried. */
  readonly costly: boolean;
}

/** Judges by HMAC under a signing key. */
export function hmacJudge(key: Uint8Array): ChainJudge {
  return {
    fits: (stringToSign, provided) => signature(key, stringToSign) === provided,
    calculated: (stringToSign) => signature(key, stringToSign),
    costly: false,
  };
}

/** Judges by ECDSA on P-256 (SigV4A): no two signatures of one text are equal. */
export function ecdsaJudge(publicKey: P256Point): ChainJudge {
  return {
    fits: (stringToSign, provided) => p256Verifies(publicKey, stringToSign, hexBytes(unpadded(provided))),
    calculated: () => null,
    costly: true,
  };
}

/** SigV4A pads its signatures with `*` to 144 characters and chains them without (observed: awslabs/aws-c-auth, signing_config). */
export function unpadded(text: string): string {
  return text.endsWith("*") ? text.replace(/\*+$/, "") : text;
}
