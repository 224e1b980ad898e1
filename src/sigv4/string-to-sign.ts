// The string to sign: algorithm, time, scope, hash of the canonical request.
import { hexBytes, sha256Hex } from "../http/digest.ts";
import type { CredentialScope } from "./credential-scope.ts";
import { credentialScope } from "./credential-scope.ts";

/** Everything the string to sign is made of. Suppositions change these. */
export interface StringToSignInput {
  readonly algorithm: string;
  /** `YYYYMMDDTHHMMSSZ` in every correct request. */
  readonly timestamp: string;
  readonly scope: CredentialScope;
  /** SHA-256 of the canonical request: lower-case hex. */
  readonly canonicalRequestSha256Hex: string;
}

/** The string to sign as latin1 text (IAM User Guide, "Create a string to sign"). */
export function stringToSign(input: StringToSignInput): string {
  return `${input.algorithm}\n${input.timestamp}\n${credentialScope(input.scope)}\n${input.canonicalRequestSha256Hex}`;
}

/** Wrong forms of the last line: other spellings of the hash, a hash of the hash, or the canonical request itself. */
export const hashForms = [
  "upper-hex",
  "base64",
  "raw-bytes",
  "hashed-twice-hex",
  "hashed-twice-raw",
  "canonical-request",
] as const;
export type HashForm = (typeof hashForms)[number];

/** The last line of the string to sign in a wrong form, as latin1 text. */
export function hashLine(canonicalRequest: string, form: HashForm): string {
  const hex = sha256Hex(canonicalRequest);
  switch (form) {
    case "upper-hex":
      return hex.toUpperCase();
    case "base64":
      return btoa(rawText(hex));
    case "raw-bytes":
      return rawText(hex);
    case "hashed-twice-hex":
      return sha256Hex(hex);
    case "hashed-twice-raw":
      return sha256Hex(rawText(hex));
    case "canonical-request":
      return canonicalRequest;
  }
}

function rawText(hex: string): string {
  return String.fromCharCode(...hexBytes(hex));
}
