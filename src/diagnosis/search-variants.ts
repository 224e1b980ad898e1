// What a proof search combines: canonical requests already hashed, signing keys already derived, strings to sign.
import { sha256Hex } from "../http/digest.ts";
import type { CanonicalHeader } from "../sigv4/canonical-headers.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import { revealSecret } from "../sigv4/secret.ts";
import { signingKey } from "../sigv4/signing-key.ts";
import { stringToSign } from "../sigv4/string-to-sign.ts";
import type { FindingRule, KeyChange, Supposition } from "./rule.ts";

/** A supposition and the rule it comes from. */
export interface Supposed {
  readonly rule: FindingRule;
  readonly supposition: Supposition;
}

/** One canonical request that may have been signed, with the suppositions that make it. */
export interface RequestVariant {
  readonly supposed: readonly Supposed[];
  readonly input: CanonicalInput;
  /** Lower-case hex of the canonical request. */
  readonly sha256Hex: string;
}

/** One signing key that may have been used. */
export interface KeyVariant {
  readonly supposed: readonly Supposed[];
  readonly key: Uint8Array;
}

/** One layout of the string to sign. */
export interface TextVariant {
  readonly supposed: readonly Supposed[];
  readonly change: NonNullable<Supposition["text"]>;
}

/** The layout that the envelope itself names. */
export const plainText: TextVariant = { supposed: [], change: {} };

/** Hashes a canonical input. */
export function requestVariant(input: CanonicalInput, supposed: readonly Supposed[]): RequestVariant {
  return { supposed, input, sha256Hex: sha256Hex(canonicalRequest(input)) };
}

/** Two request variants of different rules whose changes do not touch, as one; null when they are not independent. */
export function combinedVariant(
  base: CanonicalInput,
  a: RequestVariant,
  b: RequestVariant,
): RequestVariant | null {
  const [first] = a.supposed;
  const [second] = b.supposed;
  const one = first?.supposition.request;
  const two = second?.supposition.request;
  if (!first || !second || !one || !two || first.rule === second.rule) return null;
  const shared = Object.keys(one).filter((part) => part in two);
  if (shared.length === 0) return requestVariant({ ...base, ...one, ...two }, [first, second]);
  if (shared.join() !== "headers") return null;
  const headers = mergedValues(base.headers, one.headers ?? [], two.headers ?? []);
  return headers && requestVariant({ ...base, ...one, ...two, headers }, [first, second]);
}

/** Both changes of header values in one list; null unless they keep the names and change different values. */
function mergedValues(
  base: readonly CanonicalHeader[],
  one: readonly CanonicalHeader[],
  two: readonly CanonicalHeader[],
): CanonicalHeader[] | null {
  if (one.length !== base.length || two.length !== base.length) return null;
  const merged: CanonicalHeader[] = [];
  for (const [index, own] of base.entries()) {
    const first = one[index] ?? own;
    const second = two[index] ?? own;
    if (first.name !== own.name || second.name !== own.name) return null;
    if (first.value !== own.value && second.value !== own.value) return null;
    merged.push(first.value === own.value ? second : first);
  }
  return merged;
}

/** The keys that a change gives: one for each set of credentials it may start from. */
export function keyVariants(
  envelope: Envelope,
  knowledge: Knowledge,
  supposed: Supposed,
  change: KeyChange,
): KeyVariant[] {
  const scope = { ...envelope.credentialScope, ...change.scope };
  return startingSets(envelope, knowledge, change).flatMap(({ secretAccessKey }) => {
    const secret = revealSecret(secretAccessKey);
    const used = change.secret ? change.secret(secret) : secret;
    // A change that does not touch this secret (no + in it to encode) is no change.
    if (change.secret && used === secret && !change.scope) return [];
    return [{ supposed: [supposed], key: signingKey(used, scope) }];
  });
}

/** The string to sign of a request variant under a layout. `timestamp` is the envelope's own. */
export function variantText(
  envelope: Envelope,
  timestamp: string,
  request: RequestVariant,
  text: TextVariant,
): string {
  const { change } = text;
  return stringToSign({
    algorithm: change.algorithm ?? envelope.algorithm,
    timestamp: change.timestamp ?? timestamp,
    scope: change.scope ? { ...envelope.credentialScope, ...change.scope } : envelope.credentialScope,
    canonicalRequestSha256Hex: request.sha256Hex,
  });
}

function startingSets(
  envelope: Envelope,
  knowledge: Knowledge,
  change: KeyChange,
): readonly KnownCredentials[] {
  const { otherCredentials } = change;
  if (otherCredentials !== undefined)
    return knowledge.credentials.slice(otherCredentials, otherCredentials + 1);
  return knowledge.credentials.filter(({ accessKeyId }) => accessKeyId === envelope.accessKeyId);
}
