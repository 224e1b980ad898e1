// The proof search: which changed inputs give the client's own signature. Fewest changes first, most frequent faults first.
import { canonicalReadings } from "../sigv4/canonical-readings.ts";
import type { DerivedKeys } from "../sigv4/derived-keys.ts";
import { anyHmacKey, rememberDerivedKeys } from "../sigv4/derived-keys.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import { alsoPossible } from "./also-possible.ts";
import type { Examiner } from "./examine.ts";
import { readingRule } from "./reading-rule.ts";
import type { EnvelopeContext, KeyChange, Supposition } from "./rule.ts";
import type { Material, Visit } from "./search-combinations.ts";
import { likelyFirst, pairsOf } from "./search-combinations.ts";
import type { FoundProof, SearchBudget, SearchOutcome } from "./search-outcome.ts";
import { triplesOf } from "./search-triples.ts";
import type { KeyVariant, RequestVariant, ScopeVariant, Supposed, TextVariant } from "./search-variants.ts";
import { keyVariants, plainText, requestVariant, variantRequest } from "./search-variants.ts";
import type { SignatureTrial, SignedText } from "./signature-trial.ts";
import { signatureTrial } from "./signature-trial.ts";
import type { Supposing, Tail } from "./weighed-suppositions.ts";
import { likelySuppositions, weighed } from "./weighed-suppositions.ts";

/** Searches single suppositions, then pairs and triples of independent ones, until the client's signature comes out or the budget is spent. */
export function proofSearch(
  context: EnvelopeContext,
  examiner: Examiner,
  budget: SearchBudget,
): SearchOutcome {
  const search = startSearch(context, examiner, budget);
  const tails: Tail[] = [];
  const proof = remembered(search) ?? singles(search, tails) ?? combinations(search, tails);
  if (proof) examiner.proofs.remember(context, [...new Set(proof.supposed.map(({ rule }) => rule.id))]);
  return {
    proof,
    alsoPossible: proof ? alsoPossible(context, examiner.searchOrder, proof, () => budgetOver(search)) : [],
    tried: search.tried,
    counts: {
      requests: search.requests.length,
      keys: search.keys.length,
      texts: search.texts.length,
      combined: search.combined,
    },
    milliseconds: Math.round((budget.now() - search.startedAt) * 1000) / 1000,
    exhausted: proof === null && !search.spent && search.stoppedAt < mostPairs,
  };
}

/** The state of one search: what was hashed and derived on the way, kept for the combinations. */
interface Search extends Supposing {
  readonly budget: SearchBudget;
  readonly startedAt: number;
  /** Compares with the signature that must come out: the client's own. */
  readonly trial: SignatureTrial;
  readonly derived: DerivedKeys;
  /** The request under every accepted reading. */
  readonly ownRequests: readonly RequestVariant[];
  readonly ownKeys: readonly KeyVariant[];
  readonly requests: RequestVariant[];
  readonly keys: KeyVariant[];
  readonly texts: TextVariant[];
  readonly scopes: ScopeVariant[];
  readonly seenRequests: Set<string>;
  readonly seenKeys: Set<KeyVariant["key"]>;
  tried: number;
  combined: number;
  spent: boolean;
  /** How many combinations were tried when a walk over them was ended by its bound; 0 for none. */
  stoppedAt: number;
}

function startSearch(context: EnvelopeContext, examiner: Examiner, budget: SearchBudget): Search {
  const { request, envelope, endpoint } = context;
  const readings = [...canonicalReadings(request, envelope, readingRule(envelope, endpoint))];
  const ownRequests = readings.map(({ input }) => requestVariant(input, []));
  const candidates = candidateKeys(envelope, examiner.knowledge, examiner.keys);
  return {
    context,
    examiner,
    keyless: candidates.length === 0,
    budget,
    startedAt: budget.now(),
    trial: signatureTrial(envelope),
    derived: rememberDerivedKeys(),
    ownRequests,
    ownKeys: candidates.map(({ key }) => ({ supposed: [], key: anyHmacKey(key) })),
    requests: [],
    keys: [],
    texts: [],
    scopes: [],
    seenRequests: new Set(ownRequests.map(({ sha256Hex }) => sha256Hex)),
    seenKeys: new Set(),
    tried: 0,
    combined: 0,
    spent: false,
    stoppedAt: 0,
  };
}

/** The fault of the last request of this shape, before all others: alone, or together where it was several. */
function remembered(search: Search): FoundProof | null {
  const known = search.examiner.proofs.rulesFor(search.context);
  if (known.length < 2) return null;
  const rules = search.examiner.searchOrder.filter(({ id }) => known.includes(id));
  const narrow: Search = {
    ...search,
    requests: [],
    keys: [],
    texts: [],
    scopes: [],
    seenRequests: new Set(search.seenRequests),
    seenKeys: new Set(search.seenKeys),
  };
  for (const supposed of rules.flatMap((rule) => [...weighed(narrow, rule)])) {
    if (!supposed.supposition.late)
      keepForCombinations(narrow, supposed.supposition, changedBy(narrow, supposed));
  }
  const proof = combinations(narrow, []);
  search.tried = narrow.tried;
  return proof;
}

/** One change at a time; long tails are left for later. */
function singles(search: Search, tails: Tail[]): FoundProof | null {
  for (const supposed of likelySuppositions(search, tails)) {
    const found = single(search, supposed);
    if (found || search.spent) return found;
  }
  return null;
}

function longTails(search: Search, tails: readonly Tail[]): FoundProof | null {
  for (const { first, rest } of tails) {
    for (let supposed: Supposed | null = first; supposed; supposed = rest.next().value ?? null) {
      const found = single(search, supposed);
      if (found || search.spent) return found;
    }
  }
  return null;
}

function single(search: Search, supposed: Supposed): FoundProof | null {
  const changed = changedBy(search, supposed);
  if (!supposed.supposition.late) keepForCombinations(search, supposed.supposition, changed);
  for (const request of changed.requests) {
    const signed = search.trial.passing(request, changed.text);
    for (const key of changed.keys) {
      const found = matched(search, signed, key);
      if (found || search.spent) return found;
    }
  }
  return null;
}

/** What a supposition gives: its own variants where it changes something, else those without a change. */
interface Changed {
  readonly requests: readonly RequestVariant[];
  readonly keys: readonly KeyVariant[];
  readonly text: TextVariant;
}

function changedBy(search: Search, supposed: Supposed): Changed {
  const { request, layout, text, key } = supposed.supposition;
  return {
    requests: request || layout ? changedRequests(search, supposed) : search.ownRequests,
    keys: key ? changedKeys(search, supposed, key) : search.ownKeys,
    text: text ? { supposed: [supposed], change: text } : plainText,
  };
}

/** The keys of a change; only what was not derived before, unless the request or the text changes too. */
function changedKeys(search: Search, supposed: Supposed, change: KeyChange): KeyVariant[] {
  const { context, examiner, derived, seenKeys } = search;
  const material = { envelope: context.envelope, knowledge: examiner.knowledge, derived };
  const keys = keyVariants(material, supposed, change);
  const { request, layout, text } = supposed.supposition;
  if (request || layout || text) return keys;
  const fresh = keys.filter(({ key }) => !seenKeys.has(key));
  for (const { key } of fresh) seenKeys.add(key);
  return fresh;
}

/** A supposition that changes several of request, key and text is whole in itself: half of it is not combined with others, a scope whole. */
function keepForCombinations(
  search: Search,
  { request, layout, key, text }: Supposition,
  changed: Changed,
): void {
  const ofRequest = request !== undefined || layout !== undefined;
  if (key && text && !ofRequest) search.scopes.push({ ...changed, supposed: changed.text.supposed });
  if ([ofRequest, key !== undefined, text !== undefined].filter(Boolean).length !== 1) return;
  if (ofRequest) search.requests.push(...changed.requests);
  if (key) search.keys.push(...changed.keys);
  if (text) search.texts.push(changed.text);
}

/** Pairs tried before the long tails of single changes, pairs at the most, and triples with them. */
const likelyPairs = 70_000;
const mostPairs = 240_000;
const mostCombined = 600_000;

/** The likeliest pairs, then the long tails of single changes, then the other pairs and the triples of the likely ones. */
function combinations(search: Search, tails: readonly Tail[]): FoundProof | null {
  if (search.spent || search.keyless) return null;
  const material: Material = {
    base: search.context.input,
    ownRequests: search.ownRequests,
    ownKeys: search.ownKeys,
    requests: likelyFirst(search.requests),
    keys: likelyFirst(search.keys),
    texts: likelyFirst(search.texts),
    scopes: likelyFirst(search.scopes),
  };
  const pairs = pairsOf(material, search.trial);
  return (
    together(search, pairs, likelyPairs) ??
    longTails(search, tails) ??
    together(search, pairs, mostPairs) ??
    together(search, triplesOf(material, search.trial), mostCombined)
  );
}

/** Tries combinations until so many were tried in all. */
function together(search: Search, walk: (visit: Visit) => boolean, limit: number): FoundProof | null {
  let found: FoundProof | null = null;
  if (search.spent) return found;
  walk((signed, key) => {
    search.combined += 1;
    found ??= matched(search, signed, key);
    if (search.combined >= limit) search.stoppedAt = search.combined;
    return found !== null || search.spent || search.combined >= limit;
  });
  return found;
}

/** The request under every accepted reading with a supposition applied; only what was not hashed before, unless key or text change too. */
function changedRequests(search: Search, supposed: Supposed): RequestVariant[] {
  const fresh: RequestVariant[] = [];
  const { request, layout = null, key, text } = supposed.supposition;
  for (const { input } of search.ownRequests) {
    const variant = requestVariant({ ...input, ...request }, [supposed], layout);
    if (!key && !text) {
      if (search.seenRequests.has(variant.sha256Hex)) continue;
      search.seenRequests.add(variant.sha256Hex);
    }
    fresh.push(variant);
  }
  return fresh;
}

function matched(search: Search, signed: SignedText, key: KeyVariant): FoundProof | null {
  if (isSpent(search)) return null;
  search.tried += 1;
  if (!search.trial.gives(signed, key)) return null;
  const { request, text } = signed;
  return {
    supposed: [...new Set([...request.supposed, ...key.supposed, ...text.supposed])],
    canonicalRequest: variantRequest(request),
    stringToSign: search.trial.stringToSign(signed),
  };
}

function isSpent(search: Search): boolean {
  const { budget } = search;
  if (search.tried >= budget.suppositions) search.spent = true;
  else if (search.tried % 64 === 63) search.spent ||= budget.now() - search.startedAt > budget.milliseconds;
  return search.spent;
}

function budgetOver(search: Search): boolean {
  return search.budget.now() - search.startedAt > search.budget.milliseconds;
}
