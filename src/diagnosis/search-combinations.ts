// Pairs of independent changes, made of request, key and text variants: the likely ones first, for what their trial costs.
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import type { PairWalk } from "./likely-first.ts";
import { coupleWalk, pairWalk } from "./likely-first.ts";
import type { KeyVariant, RequestVariant, ScopeVariant, Supposed, TextVariant } from "./search-variants.ts";
import { combinedVariant, plainText } from "./search-variants.ts";
import type { SignatureTrial, SignedText } from "./signature-trial.ts";

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
  readonly scopes: readonly ScopeVariant[];
}

/** Takes one combination; true ends the walk, which goes on behind it when it is called again. */
export type Visit = (signed: SignedText, key: KeyVariant) => boolean;

/** Strings to sign as a trial takes them. */
export type Texts = Pick<SignatureTrial, "kept" | "passing">;

/** Two independent changes of all kinds, by falling likelihood for what their trial costs. */
export function pairsOf(material: Material, texts: Texts): (visit: Visit) => boolean {
  return fallingWalk([
    requestsWithKeys(material, texts),
    textsWithKeys(material, texts),
    requestCouples(material, texts),
    requestsWithTexts(material, texts),
    requestsWithScopes(material, texts),
  ]);
}

/** All kinds side by side, by falling likelihood for their cost. */
export function fallingWalk(kinds: readonly PairKind[]): (visit: Visit) => boolean {
  let least = Math.max(...kinds.map(({ most }) => most));
  // One band more than the smallest needs: a rounded product may miss its own.
  const smallest = Math.min(...kinds.map((kind) => kind.smallest)) / 2;
  return (visit) => {
    for (; least >= smallest; least /= 2) {
      for (const { cost, walk, offer } of kinds)
        if (walk(least * cost, (a, b) => offer(a, b, visit))) return true;
    }
    return false;
  };
}

/** One kind of pairs: its walk over two lists, and how the pair at two places is offered. */
export interface PairKind {
  /** What a trial costs beside that of a text already packed. */
  readonly cost: number;
  readonly walk: PairWalk;
  readonly offer: (a: number, b: number, visit: Visit) => boolean;
  /** The largest and the smallest likelihood of a pair, for its cost; nothing where there is no pair. */
  readonly most: number;
  readonly smallest: number;
}

/** What was supposed, and so how likely it is. */
export type Likely = { readonly supposed: readonly Supposed[] };

function requestsWithKeys({ requests, keys }: Material, { kept }: Texts): PairKind {
  const signed: SignedText[] = [];
  return kindOf(1, [requests, keys], (a, b, visit) => {
    signed[a] ??= kept(requests[a] as RequestVariant, plainText);
    return visit(signed[a], keys[b] as KeyVariant);
  });
}

function textsWithKeys({ ownRequests, texts, keys }: Material, { kept }: Texts): PairKind {
  const signed: SignedText[][] = [];
  return kindOf(1, [texts, keys], (a, b, visit) => {
    signed[a] ??= ownRequests.map((request) => kept(request, texts[a] as TextVariant));
    return visitAll(signed[a], [keys[b] as KeyVariant], visit);
  });
}

function requestCouples({ base, requests, ownKeys }: Material, { passing }: Texts): PairKind {
  return kindOf(2, [requests, requests], (a, b, visit) => {
    const request = combinedVariant(base, [requests[a] as RequestVariant, requests[b] as RequestVariant]);
    return request !== null && visitAll([passing(request, plainText)], ownKeys, visit);
  });
}

function requestsWithTexts({ requests, texts, ownKeys }: Material, { passing }: Texts): PairKind {
  return kindOf(2, [requests, texts], (a, b, visit) => {
    const signed = passing(requests[a] as RequestVariant, texts[b] as TextVariant);
    return visitAll([signed], ownKeys, visit);
  });
}

function requestsWithScopes({ requests, scopes }: Material, { passing }: Texts): PairKind {
  return kindOf(2, [requests, scopes], (a, b, visit) => {
    const { keys, text } = scopes[b] as ScopeVariant;
    return visitAll([passing(requests[a] as RequestVariant, text)], keys, visit);
  });
}

/** A kind of pairs over two lists, or over one list given twice. */
export function kindOf(
  cost: number,
  [as, bs]: readonly [readonly Likely[], readonly Likely[]],
  offer: PairKind["offer"],
): PairKind {
  const [first, second] = [Float64Array.from(as, likelihood), Float64Array.from(bs, likelihood)];
  const product = (a = 0, b = 0): number => (a * b) / cost;
  const most = product(first[0], second[0]);
  return {
    cost,
    walk: as === bs ? coupleWalk(first) : pairWalk(first, second),
    offer,
    most,
    smallest: most === 0 ? Number.POSITIVE_INFINITY : product(first.at(-1), second.at(-1)),
  };
}

/** Of independent changes the product. */
function likelihood({ supposed }: Likely): number {
  return supposed.reduce((product, { weight }) => product * weight, 1);
}

/** Every text under every key; whether the walk ends. Nothing is left out: what is behind the end is not come back to. */
export function visitAll(signed: readonly SignedText[], keys: readonly KeyVariant[], visit: Visit): boolean {
  let ended = false;
  for (const text of signed) {
    for (const key of keys) ended = visit(text, key) || ended;
  }
  return ended;
}

/** Variants sorted by how likely their first supposition is. */
export function likelyFirst<V extends Likely>(variants: readonly V[]): V[] {
  return [...variants].sort((a, b) => likelihood(b) - likelihood(a));
}
