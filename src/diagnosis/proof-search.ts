// The proof search: which changed inputs give the client's own signature. Fewest changes first, most frequent faults first.
import { canonicalReadings } from "../sigv4/canonical-readings.ts";
import type { DerivedKeys } from "../sigv4/derived-keys.ts";
import { anyHmacKey, rememberDerivedKeys } from "../sigv4/derived-keys.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import { alsoPossible } from "./also-possible.ts";
import type { Examiner } from "./examine.ts";
import { inRounds, nextOf } from "./likely-first.ts";
import { readingRule } from "./reading-rule.ts";
import type { EnvelopeContext, FindingRule, KeyChange, Supposition } from "./rule.ts";
import type { Candidate, Material } from "./search-combinations.ts";
import { likelyFirst, pairCandidates, tripleCandidates } from "./search-combinations.ts";
import type { FoundProof, SearchBudget, SearchOutcome } from "./search-outcome.ts";
import type { KeyVariant, RequestVariant, Supposed, TextVariant } from "./search-variants.ts";
import { keyVariants, plainText, requestVariant, variantRequest } from "./search-variants.ts";
import type { SignatureTrial } from "./signature-trial.ts";
import { signatureTrial } from "./signature-trial.ts";

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
    exhausted: proof === null && !search.spent,
  };
}

/** The state of one search: what was hashed and derived on the way, kept for the combinations. */
interface Search {
  readonly context: EnvelopeContext;
  readonly examiner: Examiner;
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
  readonly seenRequests: Set<string>;
  readonly seenKeys: Set<KeyVariant["key"]>;
  tried: number;
  combined: number;
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
    trial: signatureTrial(envelope),
    derived: rememberDerivedKeys(),
    ownRequests,
    ownKeys: candidates.map(({ key }) => ({ supposed: [], key: anyHmacKey(key) })),
    requests: [],
    keys: [],
    texts: [],
    seenRequests: new Set(ownRequests.map(({ sha256Hex }) => sha256Hex)),
    seenKeys: new Set(),
    tried: 0,
    combined: 0,
    spent: false,
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

/** What is left of a rule's suppositions, from its first unlikely one. */
interface Tail {
  readonly first: Supposed;
  readonly rest: Iterator<Supposed>;
}

/** How many suppositions of each rule come in one round: in most faults one of the rule's first ones is right. */
const rounds = [6, 24, Number.POSITIVE_INFINITY];

/** All of the rule that explained the last request of this shape; then of each rule, frequent ones first, its likeliest, and so on. */
function* likelySuppositions(search: Search, tails: Tail[]): Generator<Supposed> {
  const [known] = search.examiner.proofs.rulesFor(search.context);
  const sources = (rules: readonly FindingRule[]): Iterator<Supposed>[] =>
    rules.map((rule) => untilLate(weighed(search, rule), tails));
  const { searchOrder } = search.examiner;
  yield* inRounds(sources(searchOrder.filter(({ id }) => id === known)), [Number.POSITIVE_INFINITY]);
  yield* inRounds(sources(searchOrder.filter(({ id }) => id !== known)), rounds);
}

function* untilLate(all: Iterator<Supposed>, tails: Tail[]): Generator<Supposed> {
  for (let next = all.next(); !next.done; next = all.next()) {
    if (next.value.supposition.late) {
      tails.push({ first: next.value, rest: all });
      return;
    }
    yield next.value;
  }
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

/** Pairs tried before the long tails of single changes: about a twentieth of a second of work. */
const likelyPairs = 16_000;

/** The likeliest pairs, then the long tails of single changes, then all pairs and the triples of the likely ones. */
function combinations(search: Search, tails: readonly Tail[]): FoundProof | null {
  const known = (): Material => ({
    base: search.context.input,
    ownRequests: search.ownRequests,
    ownKeys: search.ownKeys,
    requests: likelyFirst(search.requests),
    keys: likelyFirst(search.keys),
    texts: likelyFirst(search.texts),
  });
  const pairs = pairCandidates(known());
  return (
    together(search, nextOf(pairs, likelyPairs)) ??
    longTails(search, tails) ??
    together(search, pairs) ??
    together(search, tripleCandidates(known()))
  );
}

function together(search: Search, candidates: Iterable<Candidate>): FoundProof | null {
  if (search.spent || search.ownKeys.length === 0) return null;
  for (const candidate of candidates) {
    const found = matched(search, candidate);
    search.combined += 1;
    if (found || search.spent) return found;
  }
  return null;
}

function* weighed(search: Search, rule: FindingRule): Generator<Supposed> {
  // Without a key of its own the request cannot be proved by changing it: only other keys can.
  const keyless = search.ownKeys.length === 0;
  let place = 0;
  for (const supposition of rule.suppose?.(search.context) ?? []) {
    place += 1;
    if (!keyless || supposition.key) yield { rule, supposition, weight: Math.sqrt(rule.threads + 1) / place };
  }
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

function matched(search: Search, candidate: Candidate): FoundProof | null {
  if (isSpent(search)) return null;
  search.tried += 1;
  if (!search.trial.gives(candidate)) return null;
  const { request, key, text } = candidate;
  return {
    supposed: [...new Set([...request.supposed, ...key.supposed, ...text.supposed])],
    canonicalRequest: variantRequest(request),
    stringToSign: search.trial.stringToSign(candidate),
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
