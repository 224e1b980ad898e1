// The proof search: which changed inputs give the client's own signature. Fewest changes first, most frequent faults first.
import { canonicalReadings } from "../sigv4/canonical-readings.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { signedTimestamp } from "../sigv4/derivation.ts";
import { signature } from "../sigv4/signature.ts";
import { candidateKeys } from "../sigv4/verify.ts";
import type { Examiner } from "./examine.ts";
import { readingRule } from "./examine.ts";
import type { EnvelopeContext } from "./rule.ts";
import type { KeyVariant, RequestVariant, Supposed, TextVariant } from "./search-variants.ts";
import { combinedVariant, keyVariants, plainText, requestVariant, variantText } from "./search-variants.ts";

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

/** Searches single suppositions, then pairs of independent ones, until the client's signature comes out or the budget is spent. */
export function proofSearch(
  context: EnvelopeContext,
  examiner: Examiner,
  budget: SearchBudget,
): SearchOutcome {
  const search = startSearch(context, examiner, budget);
  const proof = singles(search) ?? pairs(search);
  return {
    proof,
    alsoPossible: proof ? alsoPossible(search, proof) : [],
    tried: search.tried,
    milliseconds: Math.round((budget.now() - search.startedAt) * 1000) / 1000,
    exhausted: proof === null && !search.spent,
  };
}

/** The state of one search: what was hashed and derived on the way, kept for the pairs. */
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
    ownKeys: candidates.map(({ key }) => ({ supposed: [], key })),
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
  const { request, text, key, late } = supposed.supposition;
  const requests = request ? changedRequests(search, supposed) : search.ownRequests;
  const keys = key
    ? keyVariants(search.context.envelope, search.examiner.knowledge, supposed, key)
    : search.ownKeys;
  const layout = text ? { supposed: [supposed], change: text } : plainText;
  if (key && !late) search.keys.push(...keys);
  if (text && !late) search.texts.push(layout);
  return firstMatch(search, requests, keys, [layout]);
}

/** Pairs tried at the most of each kind: about a tenth of a second of work. */
const pairLimit = 40_000;

/** Two independent changes: a request variant with a key or a text variant, or two request variants that do not touch. */
function pairs(search: Search): FoundProof | null {
  if (search.spent || search.ownKeys.length === 0) return null;
  return withKeys(search) ?? withTexts(search) ?? withRequests(search);
}

function withKeys(search: Search): FoundProof | null {
  for (const [request, key] of frequentFirst(search.requests, search.keys)) {
    const found = firstMatch(search, [request], [key], [plainText]);
    if (found || search.spent) return found;
  }
  return null;
}

function withTexts(search: Search): FoundProof | null {
  for (const [request, text] of frequentFirst(search.requests, search.texts)) {
    const found = firstMatch(search, [request], search.ownKeys, [text]);
    if (found || search.spent) return found;
  }
  return null;
}

function withRequests(search: Search): FoundProof | null {
  for (const [first, second] of frequentFirst(search.requests, search.requests)) {
    // Each pair once, and none with itself.
    const both =
      second.sha256Hex < first.sha256Hex ? combinedVariant(search.context.input, first, second) : null;
    const found = both && firstMatch(search, [both], search.ownKeys, [plainText]);
    if (found || search.spent) return found;
  }
  return null;
}

/** The product of two lists by growing sum of places: as both are ordered by frequency, likely pairs come early. */
function* frequentFirst<A, B>(as: readonly A[], bs: readonly B[]): Generator<readonly [A, B]> {
  let left = pairLimit;
  for (let sum = 0; sum <= as.length + bs.length - 2; sum += 1) {
    for (let place = Math.max(0, sum - bs.length + 1); place <= Math.min(sum, as.length - 1); place += 1) {
      const a = as[place];
      const b = bs[sum - place];
      if (a === undefined || b === undefined) continue;
      yield [a, b];
      left -= 1;
      if (left === 0) return;
    }
  }
}

function* suppositions(search: Search): Generator<Supposed> {
  // Without a key of its own the request cannot be proved by changing it: only other keys can.
  const keyless = search.ownKeys.length === 0;
  for (const rule of search.examiner.searchOrder) {
    if (!rule.suppose) continue;
    for (const supposition of rule.suppose(search.context)) {
      if (!keyless || supposition.key) yield { rule, supposition };
    }
  }
}

/** The request under every accepted reading with a supposition applied; only what was not hashed before. */
function changedRequests(search: Search, supposed: Supposed): RequestVariant[] {
  const fresh: RequestVariant[] = [];
  for (const { input } of search.ownRequests) {
    const variant = requestVariant({ ...input, ...supposed.supposition.request }, [supposed]);
    if (search.seenRequests.has(variant.sha256Hex)) continue;
    search.seenRequests.add(variant.sha256Hex);
    fresh.push(variant);
  }
  search.requests.push(...fresh);
  return fresh;
}

function firstMatch(
  search: Search,
  requests: readonly RequestVariant[],
  keys: readonly KeyVariant[],
  texts: readonly TextVariant[],
): FoundProof | null {
  const { envelope } = search.context;
  for (const request of requests) {
    for (const text of texts) {
      const toSign = variantText(envelope, search.timestamp, request, text);
      for (const key of keys) {
        if (isSpent(search)) return null;
        search.tried += 1;
        if (signature(key.key, toSign) !== envelope.providedSignature) continue;
        const supposed = [...new Set([...request.supposed, ...key.supposed, ...text.supposed])];
        return { supposed, canonicalRequest: canonicalRequest(request.input), stringToSign: toSign };
      }
    }
  }
  return null;
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
