// The string to sign: algorithm, time, scope, hash of the canonical request.
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
