// The signature: HMAC-SHA-256 of the string to sign under the signing key.
import { signedSha256Hex } from "../http/digest.ts";

/** The signature: lower-case hex, 64 characters (IAM User Guide, "Calculate the signature"). */
export function signature(key: Uint8Array, stringToSign: string): string {
  return signedSha256Hex(key, stringToSign);
}
