// One text and the way it is signed. Signature Version 2, the policy of a browser's form and SigV4A all come down to it.
import type { P256Point } from "../http/digest.ts";
import {
  hexBytes,
  hmacSha1,
  hmacSha256,
  p256PublicKey,
  p256Verifies,
  sha256,
  sha256Hex,
} from "../http/digest.ts";
import type { CredentialScope } from "./credential-scope.ts";
import { signingKey } from "./signing-key.ts";
import { sigv4aPrivateKey } from "./sigv4a-key.ts";

/** How a text is signed: the first two under the secret itself, the third under a derived key, the last by ECDSA. */
export type TextMethod = "HmacSHA1" | "HmacSHA256" | "AWS4-HMAC-SHA256" | "AWS4-ECDSA-P256-SHA256";

/** A text to sign. */
export interface SignedText {
  /** Latin1: one character is one byte. */
  readonly text: string;
  readonly method: TextMethod;
  /** How the bytes of an HMAC are written; default: base64 under the secret itself, lower-case hex under a derived key. */
  readonly written?: "base64" | "hex";
  /** True when the text's SHA-256 (32 bytes) is what goes into the signature, which hashes it once more. */
  readonly hashedFirst?: true;
}

/** Whose signature it is: all that a key depends on beside the secret. */
export interface Signer {
  readonly accessKeyId: string;
  /** The scope a derived key is made for; null where there is none. */
  readonly scope: CredentialScope | null;
}

/** The HMAC of a text as it would be sent; null for ECDSA, which gives another signature each time. `secretText` is UTF-8 text. */
export function textSignature(signed: SignedText, signer: Signer, secretText: string): string | null {
  const bytes = macOf(signed, signer, secretText);
  if (bytes === null) return null;
  const written = signed.written ?? (signed.method === "AWS4-HMAC-SHA256" ? "hex" : "base64");
  const raw = String.fromCharCode(...bytes);
  return written === "base64" ? btoa(raw) : hexText(bytes);
}

/** Whether a signature is the one that a secret gives for a text. */
export function textComesOut(
  signed: SignedText,
  signer: Signer,
  secretText: string,
  providedSignature: string,
): boolean {
  if (signed.method !== "AWS4-ECDSA-P256-SHA256")
    return textSignature(signed, signer, secretText) === providedSignature;
  if (!/^(?:[0-9a-f]{2}){8,80}$/.test(providedSignature)) return false;
  const key = publicKey(signer.accessKeyId, secretText);
  return p256Verifies(key, messageOf(signed), hexBytes(providedSignature));
}

/** The key asked for last, under a hash of what it was made from: a search asks for one key thousands of times. */
let last: { readonly sha256Hex: string; readonly key: P256Point } | null = null;

function publicKey(accessKeyId: string, secretText: string): P256Point {
  const made = sha256Hex(new TextEncoder().encode(`${accessKeyId}\n${secretText}`));
  if (last?.sha256Hex === made) return last.key;
  const key = p256PublicKey(sigv4aPrivateKey(accessKeyId, secretText));
  last = { sha256Hex: made, key };
  return key;
}

function macOf(signed: SignedText, { scope }: Signer, secretText: string): Uint8Array | null {
  const message = messageOf(signed);
  switch (signed.method) {
    case "HmacSHA1":
      return hmacSha1(new TextEncoder().encode(secretText), message);
    case "HmacSHA256":
      return hmacSha256(new TextEncoder().encode(secretText), message);
    case "AWS4-HMAC-SHA256":
      return scope === null ? null : hmacSha256(signingKey(secretText, scope), message);
    case "AWS4-ECDSA-P256-SHA256":
      return null;
  }
}

function messageOf({ text, hashedFirst }: SignedText): string {
  return hashedFirst ? String.fromCharCode(...sha256(text)) : text;
}

function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
