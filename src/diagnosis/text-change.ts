// The string to sign under a supposition: another algorithm, time or scope line, another form of the hash, another layout.
import { sha256Hex } from "../http/digest.ts";
import type { CredentialScope } from "../sigv4/credential-scope.ts";
import { hashLine, stringToSign } from "../sigv4/string-to-sign.ts";
import type { TextChange } from "./rule.ts";

/** What the string to sign is made of when nothing is supposed. */
export interface PlainText {
  readonly algorithm: string;
  readonly timestamp: string;
  readonly scope: CredentialScope;
  /** The finished canonical request, or its hash alone where nothing needs the text. */
  readonly canonicalRequest: string;
}

/** The string to sign with a change applied, as latin1 text. */
export function changedStringToSign(plain: PlainText, change: TextChange): string {
  const { hashForm } = change;
  const line = hashForm ? hashLine(plain.canonicalRequest, hashForm) : sha256Hex(plain.canonicalRequest);
  return changedText({ ...plain, line }, change);
}

/** As `changedStringToSign`, for a canonical request that is hashed already. */
export function changedText(
  plain: Omit<PlainText, "canonicalRequest"> & { readonly line: string },
  change: TextChange,
): string {
  const text = stringToSign({
    algorithm: change.algorithm ?? plain.algorithm,
    timestamp: change.timestamp ?? plain.timestamp,
    scope: change.scope ? { ...plain.scope, ...change.scope } : plain.scope,
    canonicalRequestSha256Hex: plain.line,
  });
  return change.layout ? change.layout(text) : text;
}
