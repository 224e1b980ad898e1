// Combinations of independent changes: pairs and triples of request, key and text variants, the likely ones first.
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { atMost, inTurn, likelyCouples, likelyPairs, likelyTriples } from "./likely-first.ts";
import type { KeyVariant, RequestVariant, Supposed, TextVariant } from "./search-variants.ts";
import { combinedVariant, plainText } from "./search-variants.ts";

/** One calculation to make: a canonical request, a signing key and a layout of the string to sign. */
export interface Candidate {
  readonly request: RequestVariant;
  readonly key: KeyVariant;
  readonly text: TextVariant;
}

/** What single changes gave: the material of combinations, each list likely ones first. */
export interface Material {
  /** What the parts of combined requests are changed from. */
  readonly base: CanonicalInput;
  /** The request and the keys without a change. */
  readonly ownRequests: readonly RequestVariant[];
  readonly ownKeys: readonly KeyVariant[];
  readonly requests: readonly RequestVariant[];
  readonly keys: readonly KeyVariant[];
  readonly texts: readonly TextVariant[];
}

/** Combinations of each kind at the most. */
const pairLimit = 80_000;
/** Items of each list that triples are made of. */
const tripleWidth = 36;

/** Two independent changes: all kinds in turn, each with a share as large as it is likely. */
export function pairCandidates(material: Material): Generator<Candidate> {
  const requests = likelihood(material.requests);
  const keys = likelihood(material.keys);
  const texts = likelihood(material.texts);
  const kinds: readonly (readonly [likelihood: number, source: Generator<Candidate>])[] = [
    [requests * keys, requestsWithKeys(material)],
    [(requests * requests) / 2, requestCouples(material)],
    [requests * texts, requestsWithTexts(material)],
    [texts * keys, textsWithKeys(material)],
  ];
  const most = Math.max(Number.MIN_VALUE, ...kinds.map(([likely]) => likely));
  return inTurn(
    kinds.map(([, source]) => atMost(source, pairLimit)),
    kinds.map(([likely]) => Math.max(16, Math.round((512 * likely) / most))),
  );
}

/** How likely it is that one of the variants is right, beside the other lists'. */
function likelihood(variants: readonly { readonly supposed: readonly Supposed[] }[]): number {
  return variants.reduce((sum, { supposed }) => sum + (supposed[0]?.weight ?? 0), 0);
}

/** Three independent changes of the likely ones, all kinds in turn. */
export function tripleCandidates(material: Material): Generator<Candidate> {
  const narrow = {
    ...material,
    requests: material.requests.slice(0, tripleWidth),
    keys: material.keys.slice(0, tripleWidth),
    texts: material.texts.slice(0, tripleWidth),
  };
  return inTurn([couplesWithKeys(narrow), requestTriples(narrow), withKeysAndTexts(narrow)], [512, 512, 512]);
}

function* requestsWithKeys({ requests, keys }: Material): Generator<Candidate> {
  for (const [request, key] of likelyPairs(requests, keys)) yield { request, key, text: plainText };
}

function* requestsWithTexts({ requests, texts, ownKeys }: Material): Generator<Candidate> {
  for (const [request, text] of likelyPairs(requests, texts)) {
    for (const key of ownKeys) yield { request, key, text };
  }
}

function* textsWithKeys({ ownRequests, texts, keys }: Material): Generator<Candidate> {
  for (const [text, key] of likelyPairs(texts, keys)) {
    for (const request of ownRequests) yield { request, key, text };
  }
}

function* requestCouples({ base, requests, ownKeys }: Material): Generator<Candidate> {
  for (const couple of likelyCouples(requests)) {
    const request = combinedVariant(base, couple);
    if (request) for (const key of ownKeys) yield { request, key, text: plainText };
  }
}

function* requestTriples({ base, requests, ownKeys }: Material): Generator<Candidate> {
  for (const triple of likelyTriples(requests)) {
    const request = combinedVariant(base, triple);
    if (request) for (const key of ownKeys) yield { request, key, text: plainText };
  }
}

function* couplesWithKeys({ base, requests, keys }: Material): Generator<Candidate> {
  for (const couple of likelyCouples(requests)) {
    const request = combinedVariant(base, couple);
    if (request) for (const key of keys) yield { request, key, text: plainText };
  }
}

function* withKeysAndTexts({ requests, keys, texts }: Material): Generator<Candidate> {
  for (const [request, key] of likelyPairs(requests, keys)) {
    for (const text of texts) yield { request, key, text };
  }
}

/** Variants sorted by how likely their first supposition is. */
export function likelyFirst<V extends { readonly supposed: readonly Supposed[] }>(
  variants: readonly V[],
): V[] {
  const weight = ({ supposed }: V): number => supposed[0]?.weight ?? 0;
  return [...variants].sort((a, b) => weight(b) - weight(a));
}
