// What a proof search combines: canonical requests already hashed, signing keys already derived, layouts of the string to sign.
import { sha256Hex } from "../http/digest.ts";
import type { HmacKey } from "../http/hmac-words.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalHeadersBlock, canonicalRequest } from "../sigv4/canonical-request.ts";
import type { DerivedKeys } from "../sigv4/derived-keys.ts";
import { anyHmacKey } from "../sigv4/derived-keys.ts";
import type { Envelope } from "../sigv4/envelope.ts";
import { keyByChain } from "../sigv4/key-chain.ts";
import type { Knowledge, KnownCredentials } from "../sigv4/known-credentials.ts";
import { revealSecret } from "../sigv4/secret.ts";
import { hashLine } from "../sigv4/string-to-sign.ts";
import { joinedRequest } from "./joined-request.ts";
import type { FindingRule, KeyChange, Supposition, TextChange } from "./rule.ts";
import { changedText } from "./text-change.ts";

/** A supposition and the rule it comes from. */
export interface Supposed {
  readonly rule: FindingRule;
  readonly supposition: Supposition;
  /** How likely it is beside others: falls with its place among the rule's suppositions, grows with the rule's threads. */
  readonly weight: number;
}

/** One canonical request that may have been signed, with the suppositions that make it. */
export interface RequestVariant {
  readonly supposed: readonly Supposed[];
  readonly input: CanonicalInput;
  readonly layout: Supposition["layout"] | null;
  /** Lower-case hex of the canonical request. */
  readonly sha256Hex: string;
}

/** One signing key that may have been used. */
export interface KeyVariant {
  readonly supposed: readonly Supposed[];
  readonly key: HmacKey | ExchangedKey;
}

/** A key that wrong code gave to the last HMAC as its message, with the string to sign for the key. */
export interface ExchangedKey {
  readonly message: Uint8Array;
}

/** One layout of the string to sign. */
export interface TextVariant {
  readonly supposed: readonly Supposed[];
  readonly change: TextChange;
}

/** Keys and a layout that one supposition changes together: a scope that was used for both. */
export interface ScopeVariant {
  readonly supposed: readonly Supposed[];
  readonly keys: readonly KeyVariant[];
  readonly text: TextVariant;
}

/** The layout that the envelope itself names. */
export const plainText: TextVariant = { supposed: [], change: {} };

/** Hashes a canonical input. */
export function requestVariant(
  input: CanonicalInput,
  supposed: readonly Supposed[],
  layout: Supposition["layout"] | null = null,
): RequestVariant {
  return { supposed, input, layout, sha256Hex: sha256Hex(finished(input, layout)) };
}

/** The canonical request of a variant as the client would hash it; latin1. */
export function variantRequest(variant: RequestVariant): string {
  return finished(variant.input, variant.layout);
}

function finished(input: CanonicalInput, layout: Supposition["layout"] | null): string {
  const text = canonicalRequest(input, blockOf(input.headers));
  return layout ? layout(text) : text;
}

/** Blocks of headers already written: combinations use the same lists hundreds of times. */
const blocks = new WeakMap<CanonicalInput["headers"], string>();

function blockOf(headers: CanonicalInput["headers"]): string {
  const known = blocks.get(headers);
  if (known !== undefined) return known;
  const block = canonicalHeadersBlock(headers);
  blocks.set(headers, block);
  return block;
}

/** Request variants of different rules whose changes do not touch, as one; null when they are not independent. */
export function combinedVariant(
  base: CanonicalInput,
  variants: readonly RequestVariant[],
): RequestVariant | null {
  const supposed: Supposed[] = [];
  let request: Partial<CanonicalInput> = {};
  let layout: Supposition["layout"] | null = null;
  for (const variant of variants) {
    for (const one of variant.supposed) {
      if (supposed.some(({ rule }) => rule === one.rule)) return null;
      if (layout && one.supposition.layout) return null;
      const joined = joinedRequest(base, request, one.supposition.request ?? {});
      if (!joined) return null;
      request = joined;
      layout ??= one.supposition.layout ?? null;
      supposed.push(one);
    }
  }
  return requestVariant({ ...base, ...request }, supposed, layout);
}

/** What keys are derived from: the envelope's scope, the known secrets, and the keys derived before. */
export interface KeyMaterial {
  readonly envelope: Envelope;
  readonly knowledge: Knowledge;
  readonly derived: DerivedKeys;
}

/** The keys that a change gives: one for each set of credentials it may start from. */
export function keyVariants(material: KeyMaterial, supposed: Supposed, change: KeyChange): KeyVariant[] {
  const scope = { ...material.envelope.credentialScope, ...change.scope };
  return startingSets(material, change).flatMap(({ secretAccessKey }) => {
    const secret = revealSecret(secretAccessKey);
    const used = change.secret ? change.secret(secret) : secret;
    // A change that does not touch this secret (no + in it to encode) is no change.
    if (change.secret && used === secret && !change.scope && !change.chain) return [];
    if (!change.chain) return [{ supposed: [supposed], key: material.derived.keyFor(used, scope) }];
    const key = keyByChain(used, scope, change.chain);
    const exchanged = change.chain.swapped?.includes("signature") ?? false;
    return [{ supposed: [supposed], key: exchanged ? { message: key } : anyHmacKey(key) }];
  });
}

/** The string to sign of a request variant under a layout. `timestamp` is the envelope's own. */
export function variantText(
  envelope: Envelope,
  timestamp: string,
  request: RequestVariant,
  { change }: TextVariant,
): string {
  const line = change.hashForm ? hashLine(variantRequest(request), change.hashForm) : request.sha256Hex;
  const { algorithm, credentialScope: scope } = envelope;
  return changedText({ algorithm, timestamp, scope, line }, change);
}

function startingSets(
  { envelope, knowledge }: KeyMaterial,
  { otherCredentials }: KeyChange,
): readonly KnownCredentials[] {
  if (otherCredentials !== undefined)
    return knowledge.credentials.slice(otherCredentials, otherCredentials + 1);
  return knowledge.credentials.filter(({ accessKeyId }) => accessKeyId === envelope.accessKeyId);
}
