// The signing key: four HMACs from the secret to a key for one day, region and service.
import { hmacSha256 } from "../http/digest.ts";
import type { CredentialScope } from "./credential-scope.ts";
import { credentialScope } from "./credential-scope.ts";
import type { Secret } from "./secret.ts";
import { revealSecret } from "./secret.ts";

/** The signing key, 32 bytes (IAM User Guide, "Derive a signing key"). `secretText` is UTF-8 text. */
export function signingKey(secretText: string, scope: CredentialScope): Uint8Array {
  const start = new TextEncoder().encode(`AWS4${secretText}`);
  return hmacSha256(
    hmacSha256(hmacSha256(hmacSha256(start, scope.date), scope.region), scope.service),
    scope.terminator,
  );
}

/** Derived keys remembered by secret and scope: a client signs thousands of requests under one scope. */
export interface SigningKeys {
  keyFor(secret: Secret, scope: CredentialScope): Uint8Array;
}

/** A memory of derived keys that holds at most `limit` scopes for each secret. */
export function rememberSigningKeys(limit = 64): SigningKeys {
  const bySecret = new WeakMap<Secret, Map<string, Uint8Array>>();
  return {
    keyFor(secret, scope) {
      const keys = bySecret.get(secret) ?? new Map<string, Uint8Array>();
      const name = credentialScope(scope);
      const known = keys.get(name);
      if (known) return known;
      if (keys.size >= limit) keys.clear();
      const key = signingKey(revealSecret(secret), scope);
      keys.set(name, key);
      bySecret.set(secret, keys);
      return key;
    },
  };
}
