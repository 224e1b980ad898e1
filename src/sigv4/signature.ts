// The signature: HMAC-SHA-256 of the string to sign under the signing key.
import { hmacSha256, sha256, signedSha256Hex } from "../http/digest.ts";

/** The signature: lower-case hex, 64 characters (IAM User Guide, "Calculate the signature"). */
export function signature(key: Uint8Array, stringToSign: string): string {
  return signedSha256Hex(key, stringToSign);
}

/** The signature of wrong code: a key longer than a block is hashed first, as HMAC says, or key and text are exchanged. Lower-case hex. */
export function departedSignature(key: Uint8Array, stringToSign: string, exchanged: boolean): string {
  if (!exchanged) return signedSha256Hex(key.length > 64 ? sha256(key) : key, stringToSign);
  return Array.from(hmacSha256(stringToSign, key), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
