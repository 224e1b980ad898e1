// Triples of independent changes: the likeliest pairs, each with one change more.
import type { Likely, Material, PairKind, Texts, Visit } from "./search-combinations.ts";
import { fallingWalk, kindOf, likelyFirst, visitAll } from "./search-combinations.ts";
import type { KeyVariant, RequestVariant, ScopeVariant, TextVariant } from "./search-variants.ts";
import { combinedVariant, plainText } from "./search-variants.ts";
import type { SignedText } from "./signature-trial.ts";

/** Likely changes of each list that pairs are made of, pairs that are kept, and changes that these are put together with. */
const pairWidth = 120;
const mostPairs = 3000;
const thirdWidth = 120;

/** Three independent changes by falling likelihood for what their trial costs. */
export function triplesOf(material: Material, texts: Texts): (visit: Visit) => boolean {
  const couples = requestCouples(material);
  const laidOut = requestsLaidOut(material);
  const keys = material.keys.slice(0, thirdWidth);
  return fallingWalk([
    couplesWithKeys(couples, keys, texts),
    couplesWithRequests(couples, material, texts),
    laidOutWithKeys(laidOut, keys, texts),
    couplesWithTexts(couples, material, texts),
    couplesWithScopes(couples, material, texts),
  ]);
}

/** A request and a layout of its string to sign, both changed. */
interface LaidOut extends Likely {
  readonly request: RequestVariant;
  readonly text: TextVariant;
}

function requestCouples({ base, requests }: Material): RequestVariant[] {
  const likely = requests.slice(0, pairWidth);
  return likeliest([likely, likely], (a, b) =>
    combinedVariant(base, [likely[a] as RequestVariant, likely[b] as RequestVariant]),
  );
}

function requestsLaidOut({ requests, texts }: Material): LaidOut[] {
  const likely = [requests.slice(0, pairWidth), texts.slice(0, pairWidth)] as const;
  return likeliest(likely, (a, b) => {
    const [request, text] = [likely[0][a] as RequestVariant, likely[1][b] as TextVariant];
    return { supposed: [...request.supposed, ...text.supposed], request, text };
  });
}

/** The likeliest pairs of two lists, as far as they can be made; likely ones first. */
function likeliest<Pair extends Likely>(
  lists: readonly [readonly Likely[], readonly Likely[]],
  made: (a: number, b: number) => Pair | null,
): Pair[] {
  const pairs: Pair[] = [];
  const kind = kindOf(1, lists, (a, b) => {
    const pair = made(a, b);
    if (pair) pairs.push(pair);
    return pairs.length >= mostPairs;
  });
  fallingWalk([kind])(() => true);
  return likelyFirst(pairs);
}

function couplesWithKeys(
  couples: readonly RequestVariant[],
  keys: readonly KeyVariant[],
  { kept }: Texts,
): PairKind {
  const signed: SignedText[] = [];
  return kindOf(1, [couples, keys], (a, b, visit) => {
    signed[a] ??= kept(couples[a] as RequestVariant, plainText);
    return visit(signed[a], keys[b] as KeyVariant);
  });
}

function laidOutWithKeys(
  laidOut: readonly LaidOut[],
  keys: readonly KeyVariant[],
  { kept }: Texts,
): PairKind {
  const signed: SignedText[] = [];
  return kindOf(1, [laidOut, keys], (a, b, visit) => {
    const { request, text } = laidOut[a] as LaidOut;
    signed[a] ??= kept(request, text);
    return visit(signed[a], keys[b] as KeyVariant);
  });
}

function couplesWithRequests(
  couples: readonly RequestVariant[],
  { base, requests, ownKeys }: Material,
  { passing }: Texts,
): PairKind {
  const thirds = requests.slice(0, thirdWidth);
  const places = new Map(requests.map(({ supposed }, place) => [supposed[0], place]));
  return kindOf(2, [couples, thirds], (a, b, visit) => {
    const couple = couples[a] as RequestVariant;
    // Each triple once: as the couple of its likelier two.
    if (couple.supposed.some((one) => (places.get(one) ?? 0) >= b)) return false;
    const request = combinedVariant(base, [couple, thirds[b] as RequestVariant]);
    return request !== null && visitAll([passing(request, plainText)], ownKeys, visit);
  });
}

function couplesWithTexts(
  couples: readonly RequestVariant[],
  { texts, ownKeys }: Material,
  { passing }: Texts,
): PairKind {
  const thirds = texts.slice(0, thirdWidth);
  return kindOf(2, [couples, thirds], (a, b, visit) => {
    const signed = passing(couples[a] as RequestVariant, thirds[b] as TextVariant);
    return visitAll([signed], ownKeys, visit);
  });
}

function couplesWithScopes(
  couples: readonly RequestVariant[],
  { scopes }: Material,
  { passing }: Texts,
): PairKind {
  return kindOf(2, [couples, scopes], (a, b, visit) => {
    const { keys, text } = scopes[b] as ScopeVariant;
    return visitAll([passing(couples[a] as RequestVariant, text)], keys, visit);
  });
}
