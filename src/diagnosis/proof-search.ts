// The proof search: which changed inputs give the client's own signature. Fewest changes first, most frequent faults first.
import { canonicalReadings } from "../sigv4/canonical-readings.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import { departedSignature, signature } from "../sigv4/signature.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import type { Examiner } from "./examine.ts";
import { readingRule } from "./examine.ts";
import type { EnvelopeContext, Supposition } from "./rule.ts";
import type { Candidate } from "./search-combinations.ts";
import { pairCandidates, tripleCandidates } from "./search-combinations.ts";
import type { KeyVariant, RequestVariant, Supposed, TextVariant } from "./search-variants.ts";
import { keyVariants, plainText, requestVariant, variantRequest, variantText } from "./search-variants.ts";

/** How far a search may go. */
export interface SearchBudget {
  readonly milliseconds: number;
  /** Signatures calculated at the most. */
  readonly suppositions: number;
  /** A clock that only runs forward, in milliseconds. */
  readonly now: () => number;
}

/** The changes that together give the client's signature, with the texts it signed. Latin1. */
export interface FoundProof {
  readonly supposed: readonly Supposed[];
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** What a search found. */
export interface SearchOutcome {
  readonly proof: FoundProof | null;
  /** Other rules whose suppositions give the very same bytes. */
  readonly alsoPossible: readonly string[];
  readonly tried: number;
  readonly milliseconds: number;
  /** True when every supposition was tried without success. */
  readonly exhausted: boolean;
}

/** Searches single suppositions, then pairs and triples of independent ones, until the client's signature comes out or the budget is spent. */
export function proofSearch(
  context: EnvelopeContext,
  examiner: Examiner,
  budget: SearchBudget,
): SearchOutcome {
  const search = startSearch(context, examiner, budget);
  const proof = singles(search) ?? combinations(search);
  return {
    proof,
    alsoPossible: proof ? alsoPossible(search, proof) : [],
    tried: search.tried,
    milliseconds: Math.round((budget.now() - search.startedAt) * 1000) / 1000,
    exhausted: proof === null && !search.spent,
  };
}

/** The state of one search: what was hashed and derived on the way, kept for the combinations. */
interface Search {
  readonly context: EnvelopeContext;
  readonly examiner: Examiner;
  readonly budget: SearchBudget;
  readonly startedAt: number;
  readonly timestamp: string;
  /** The request under every accepted reading. */
  readonly ownRequests: readonly RequestVariant[];
  readonly ownKeys: readonly KeyVariant[];
  readonly requests: RequestVariant[];
  readonly keys: KeyVariant[];
  readonly texts: TextVariant[];
  readonly seenRequests: Set<string>;
  tried: number;
  spent: boolean;
}

function startSearch(context: EnvelopeContext, examiner: Examiner, budget: SearchBudget): Search {
  const { request, envelope, endpoint } = context;
  const readings = [...canonicalReadings(request, envelope, readingRule(envelope, endpoint))];
  const ownRequests = readings.map(({ input }) => requestVariant(input, []));
  const candidates = candidateKeys(envelope, examiner.knowledge, examiner.keys);
  return {
    context,
    examiner,
    budget,
    startedAt: budget.now(),
    timestamp: signedTimestamp(envelope),
    ownRequests,
    ownKeys: candidates.map(({ key }) => ({ supposed: [], key, exchanged: false })),
    requests: [],
    keys: [],
    texts: [],
    seenRequests: new Set(ownRequests.map(({ sha256Hex }) => sha256Hex)),
    tried: 0,
    spent: false,
  };
}

/** One change at a time, in the order of the rules; the long tails last. */
function singles(search: Search): FoundProof | null {
  const late: Supposed[] = [];
  for (const supposed of suppositions(search)) {
    if (supposed.supposition.late) {
      late.push(supposed);
      continue;
    }
    const found = single(search, supposed);
    if (found || search.spent) return found;
  }
  for (const supposed of late) {
    const found = single(search, supposed);
    if (found || search.spent) return found;
  }
  return null;
}

function single(search: Search, supposed: Supposed): FoundProof | null {
  const changed = changedBy(search, supposed);
  if (!supposed.supposition.late) keepForCombinations(search, supposed.supposition, changed);
  for (const candidate of product(changed)) {
    const found = matched(search, candidate);
    if (found || search.spent) return found;
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
    keys: key
      ? keyVariants(search.context.envelope, search.examiner.knowledge, supposed, key)
      : search.ownKeys,
    text: text ? { supposed: [supposed], change: text } : plainText,
  };
}

/** A supposition that changes several of request, key and text is whole in itself: half of it is not combined with others. */
function keepForCombinations(
  search: Search,
  { request, layout, key, text }: Supposition,
  changed: Changed,
): void {
  const ofRequest = request !== undefined || layout !== undefined;
  if ([ofRequest, key !== undefined, text !== undefined].filter(Boolean).length !== 1) return;
  if (ofRequest) search.requests.push(...changed.requests);
  if (key) search.keys.push(...changed.keys);
  if (text) search.texts.push(changed.text);
}

function* product({ requests, keys, text }: Changed): Generator<Candidate> {
  for (const request of requests) {
    for (const key of keys) yield { request, key, text };
  }
}

/** Independent changes together: pairs of all kinds, then triples of the likely ones. */
function combinations(search: Search): FoundProof | null {
  if (search.spent || search.ownKeys.length === 0) return null;
  const material = {
    base: search.context.input,
    ownRequests: search.ownRequests,
    ownKeys: search.ownKeys,
    requests: likelyFirst(search.requests),
    keys: likelyFirst(search.keys),
    texts: likelyFirst(search.texts),
  };
  for (const candidates of [pairCandidates(material), tripleCandidates(material)]) {
    for (const candidate of candidates) {
      const found = matched(search, candidate);
      if (found || search.spent) return found;
    }
  }
  return null;
}

function likelyFirst<V extends { readonly supposed: readonly Supposed[] }>(variants: readonly V[]): V[] {
  const weight = ({ supposed }: V): number => supposed[0]?.weight ?? 0;
  return [...variants].sort((a, b) => weight(b) - weight(a));
}

function* suppositions(search: Search): Generator<Supposed> {
  // Without a key of its own the request cannot be proved by changing it: only other keys can.
  const keyless = search.ownKeys.length === 0;
  for (const rule of search.examiner.searchOrder) {
    if (!rule.suppose) continue;
    let place = 0;
    for (const supposition of rule.suppose(search.context)) {
      place += 1;
      const weight = (rule.threads + 1) / place;
      if (!keyless || supposition.key) yield { rule, supposition, weight };
    }
  }
}

/** The request under every accepted reading with a supposition applied; only what was not hashed before. */
function changedRequests(search: Search, supposed: Supposed): RequestVariant[] {
  const fresh: RequestVariant[] = [];
  const { request, layout = null } = supposed.supposition;
  for (const { input } of search.ownRequests) {
    const variant = requestVariant({ ...input, ...request }, [supposed], layout);
    if (search.seenRequests.has(variant.sha256Hex)) continue;
    search.seenRequests.add(variant.sha256Hex);
    fresh.push(variant);
  }
  return fresh;
}

function matched(search: Search, { request, key, text }: Candidate): FoundProof | null {
  if (isSpent(search)) return null;
  search.tried += 1;
  const { envelope } = search.context;
  const toSign = variantText(envelope, search.timestamp, request, text);
  const plain = !key.exchanged && key.key.length <= 64;
  const made = plain ? signature(key.key, toSign) : departedSignature(key.key, toSign, key.exchanged);
  if (made !== envelope.providedSignature) return null;
  const supposed = [...new Set([...request.supposed, ...key.supposed, ...text.supposed])];
  return { supposed, canonicalRequest: variantRequest(request), stringToSign: toSign };
}

function isSpent(search: Search): boolean {
  const { budget } = search;
  if (search.tried >= budget.suppositions) search.spent = true;
  else if (search.tried % 64 === 63) search.spent ||= budget.now() - search.startedAt > budget.milliseconds;
  return search.spent;
}

/** Ids of other rules that yield a single supposition with the very same canonical request. */
function alsoPossible(search: Search, proof: FoundProof): string[] {
  const [only] = proof.supposed;
  if (proof.supposed.length !== 1 || !only?.supposition.request) return [];
  const { input } = search.context;
  const others = new Set<string>();
  for (const { rule, supposition } of suppositions(search)) {
    if (budgetOver(search)) break;
    if (rule.id === only.rule.id || !supposition.request || supposition.key || supposition.text) continue;
    if (canonicalRequest({ ...input, ...supposition.request }) === proof.canonicalRequest)
      others.add(rule.id);
  }
  return [...others];
}

function budgetOver(search: Search): boolean {
  return search.budget.now() - search.startedAt > search.budget.milliseconds;
}
