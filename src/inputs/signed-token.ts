// Tokens and logins made of a signed request, as an input of their own: EKS, RDS, ElastiCache, MSK, Vault, workload identity.
import type { NestedRequest } from "../diagnosis/nested-request.ts";
import { nestedInText } from "../diagnosis/nested-requests.ts";
import { signedToken } from "../diagnosis/signed-token.ts";
import type { InputReading } from "./input-exchange.ts";
import { captured, unreadable } from "./input-exchange.ts";

const kinds: Readonly<Record<NestedRequest["kind"], string>> = {
  "presigned-url": "a presigned URL found in the input",
  "eks-token": "a token for EKS, which is a presigned GetCallerIdentity",
  "iam-token": "an IAM authentication token, which is a presigned URL",
  "identity-login": "a login by a signed GetCallerIdentity",
};

/** Reads a token, or the signed requests that a text holds. Latin1. */
export function signedTokens(text: string): InputReading {
  const found = tokensIn(text);
  if (found.length === 0) return unreadable("the input holds no token and no signed request");
  return found.map((nested) => {
    const exchange = captured(nested.request, null, [`the input is ${kinds[nested.kind]}`]);
    return { ...exchange, nested };
  });
}

/** Whether a text is a token, a login, or a document with one in it: for telling formats apart. */
export function holdsSignedToken(text: string): boolean {
  return tokensIn(text).length > 0;
}

function tokensIn(text: string): readonly NestedRequest[] {
  const bare = text.trim().replace(/^["'<]+|["'>]+$/g, "");
  const alone = /\s/.test(bare) ? null : signedToken(bare, "input", "");
  return alone ? [alone] : nestedInText(text, "input");
}
