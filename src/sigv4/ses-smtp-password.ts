// The SMTP password of Amazon SES: made from a secret access key, and sometimes used in its place. For suppositions only.
import { hmacSha256 } from "../http/digest.ts";
import { signingKey } from "./signing-key.ts";

const message = "SendRawEmail";

/** The SMTP password of a region, 44 characters of base64 (Amazon SES Developer Guide, "Obtaining SMTP credentials"). `secret` is UTF-8 text. */
export function sesSmtpPassword(secret: string, region: string): string {
  const scope = { date: "11111111", region, service: "ses", terminator: "aws4_request" };
  return versioned(4, hmacSha256(signingKey(secret, scope), message));
}

/** The SMTP password that AWS gave out before passwords belonged to a region: 44 characters of base64. */
export function oldSesSmtpPassword(secret: string): string {
  return versioned(2, hmacSha256(new TextEncoder().encode(secret), message));
}

/** Whether a text has the form of an SMTP password: 33 bytes in base64, the first of them the version 2 or 4. */
export function looksLikeSmtpPassword(text: string): boolean {
  return /^(?:B[A-P]|A[g-v])[A-Za-z0-9+/]{42}$/.test(text);
}

function versioned(version: number, bytes: Uint8Array): string {
  return btoa(String.fromCharCode(version, ...bytes));
}
