// Signing keys of many secrets and scopes, each step of their chains calculated once: suppositions share most steps.
import { sha256 } from "../http/digest.ts";
import type { HmacKey } from "../http/hmac-words.ts";
import { hmacKey, hmacKeyOfWords, hmacWords } from "../http/hmac-words.ts";
import type { CredentialScope } from "./credential-scope.ts";

/** Keys derived so far. It holds secrets as text: kept as long as one search, never longer. */
export interface DerivedKeys {
  /** The key of a scope, ready for signatures; the same object for the same secret and scope. `secretText` is UTF-8 text. */
  keyFor(secretText: string, scope: CredentialScope): HmacKey;
}

interface Step {
  readonly key: HmacKey;
  readonly next: Map<string, Step>;
}

/** An empty memory of derived keys. */
export function rememberDerivedKeys(): DerivedKeys {
  const secrets = new Map<string, Step>();
  return {
    keyFor(secretText, { date, region, service, terminator }) {
      let step = secrets.get(secretText) ?? startOf(secretText);
      secrets.set(secretText, step);
      for (const text of [date, region, service, terminator]) step = stepAfter(step, text);
      return step.key;
    },
  };
}

/** An HMAC key of any length: one longer than a block is hashed first (RFC 2104). */
export function anyHmacKey(key: Uint8Array): HmacKey {
  return hmacKey(key.length > 64 ? sha256(key) : key);
}

function startOf(secretText: string): Step {
  return { key: anyHmacKey(new TextEncoder().encode(`AWS4${secretText}`)), next: new Map() };
}

function stepAfter(step: Step, text: string): Step {
  const known = step.next.get(text);
  if (known) return known;
  const made: Step = { key: hmacKeyOfWords(hmacWords(step.key, text)), next: new Map() };
  step.next.set(text, made);
  return made;
}
