// The search that needs no secret: which changes to a request give the very canonical request whose hash somebody else shows.
import { sha256Hex } from "../http/digest.ts";
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import type { Examiner } from "./examine.ts";
import type { InputDifference } from "./input-differences.ts";
import { inputDifferences } from "./input-differences.ts";
import { atMost, likelyCouples, likelyTriples } from "./likely-first.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "./rule.ts";
import type { SearchBudget } from "./search-outcome.ts";
import type { RequestVariant, Supposed } from "./search-variants.ts";
import { combinedVariant, requestVariant } from "./search-variants.ts";
import type { SignedTexts } from "./signed-texts.ts";
import { headerSupposition, withoutHeader } from "./variations.ts";

/** Whose canonical request is looked for: the server's (what became of ours), or the client's (what it was before). */
export type Direction = "server" | "client";

/** What is searched for, and from where. */
export interface HashQuestion {
  readonly direction: Direction;
  /** The context whose `input` the changes start from. */
  readonly context: EnvelopeContext;
  readonly target: SignedTexts;
}

/** What a search by hash found. */
export interface HashOutcome {
  /** Changes that explain the difference; empty when none do. */
  readonly supposed: readonly Supposed[];
  /** The other side's canonical request as these changes give it; null when nothing was found. */
  readonly input: CanonicalInput | null;
  /** True when the hash came out; false when only the parts of an edited text were matched. */
  readonly reproduced: boolean;
  /** Differences in the texts that no rule explains. */
  readonly unexplained: readonly InputDifference[];
  readonly tried: number;
  readonly milliseconds: number;
  readonly exhausted: boolean;
}

/** Couples and triples tried at the most. */
const coupleLimit = 120_000;
const tripleWidth = 32;

/** Looks for the changes: by the parts of the other text where there is one, else by its hash alone. */
export function hashSearch(question: HashQuestion, examiner: Examiner, budget: SearchBudget): HashOutcome {
  const startedAt = budget.now();
  const variants = allVariants(question, examiner);
  const found = question.target.input ? byParts(question, variants) : byHash(question, variants, budget);
  return { ...found, milliseconds: Math.round((budget.now() - startedAt) * 1000) / 1000 };
}

type Found = Omit<HashOutcome, "milliseconds">;

function allVariants(question: HashQuestion, examiner: Examiner): RequestVariant[] {
  const { input } = question.context;
  const seen = new Set<string>([sha256Hex(canonicalRequest(input))]);
  const variants: RequestVariant[] = [];
  for (const supposed of suppositions(question, examiner.searchOrder)) {
    const { request, layout, key, text } = supposed.supposition;
    if (key || text || (!request && !layout)) continue;
    const variant = requestVariant({ ...input, ...request }, [supposed], layout ?? null);
    if (seen.has(variant.sha256Hex)) continue;
    seen.add(variant.sha256Hex);
    variants.push(variant);
  }
  return variants.sort((a, b) => weightOf(b) - weightOf(a));
}

function* suppositions(question: HashQuestion, rules: readonly FindingRule[]): Generator<Supposed> {
  const { context, direction } = question;
  if (direction === "server")
    for (const rule of rules) yield* weighed(rule, rule.alter?.(context) ?? [], rule.threads + 1);
  for (const rule of rules) yield* weighed(rule, rule.suppose?.(context) ?? [], (rule.threads + 1) / 2);
  for (const rule of rules) yield* weighed(rule, ownedHeaders(question, rule), (rule.threads + 1) / 1000);
  for (const rule of rules) yield* weighed(rule, ownedPayload(question, rule), (rule.threads + 1) / 1000);
}

function* weighed(rule: FindingRule, some: Iterable<Supposition>, most: number): Generator<Supposed> {
  let place = 0;
  for (const supposition of some) {
    place += 1;
    yield { rule, supposition, weight: most / place };
  }
}

/** Headers that a rule answers for, with the value the other text shows. */
function* ownedHeaders({ context, target }: HashQuestion, rule: FindingRule): Generator<Supposition> {
  if (!rule.ownsHeader || !target.input) return;
  const listed = target.input.signedHeaders.map((name) => name.toLowerCase());
  for (const { header, to } of inputDifferences(context.input, target.input)) {
    if (header === null || !rule.ownsHeader(header)) continue;
    if (to === null) yield withoutHeader(context, header, listed.includes(header), "");
    else yield headerSupposition(context, header, to, "");
  }
}

/** The payload line that the other text shows, where a rule answers for it. */
function* ownedPayload({ context, target }: HashQuestion, rule: FindingRule): Generator<Supposition> {
  const to = target.input?.payloadHash;
  const from = context.input.payloadHash;
  if (to === undefined || to === from || !rule.ownsPayload?.(to)) return;
  yield { changes: [{ part: "payload hash", from, to }], request: { payloadHash: to }, detail: "" };
}

/** Matches each differing part with a variant that makes it the other side's own. */
function byParts({ context, target }: HashQuestion, variants: readonly RequestVariant[]): Found {
  const goal = target.input ?? context.input;
  const open = new Map(inputDifferences(context.input, goal).map((one) => [nameOf(one), one]));
  const supposed: Supposed[] = [];
  for (const variant of variants) {
    if (open.size === 0) break;
    if (variant.layout) continue;
    const made = inputDifferences(context.input, variant.input).map(nameOf);
    if (made.length === 0 || !made.every((name) => open.has(name))) continue;
    for (const name of made) open.delete(name);
    supposed.push(...variant.supposed);
  }
  const reproduced = sha256Hex(canonicalRequest(goal)) === target.canonicalRequestSha256Hex;
  return {
    supposed,
    input: goal,
    reproduced,
    unexplained: [...open.values()],
    tried: variants.length,
    exhausted: open.size > 0,
  };
}

function nameOf({ part, to }: InputDifference): string {
  return `${part}\n${to ?? "\0"}`;
}

function byHash(question: HashQuestion, variants: readonly RequestVariant[], budget: SearchBudget): Found {
  const wanted = question.target.canonicalRequestSha256Hex;
  const startedAt = budget.now();
  let tried = 0;
  for (const variant of candidates(question.context.input, variants)) {
    tried += 1;
    if (variant.sha256Hex === wanted)
      return {
        supposed: variant.supposed,
        input: variant.input,
        reproduced: true,
        unexplained: [],
        tried,
        exhausted: false,
      };
    if (tried >= budget.suppositions) break;
    if (tried % 64 === 63 && budget.now() - startedAt > budget.milliseconds) break;
  }
  const spent = tried >= budget.suppositions || budget.now() - startedAt > budget.milliseconds;
  return { supposed: [], input: null, reproduced: false, unexplained: [], tried, exhausted: !spent };
}

function* candidates(base: CanonicalInput, variants: readonly RequestVariant[]): Generator<RequestVariant> {
  yield* variants;
  for (const couple of atMost(likelyCouples(variants), coupleLimit)) {
    const both = combinedVariant(base, couple);
    if (both) yield both;
  }
  for (const triple of likelyTriples(variants.slice(0, tripleWidth))) {
    const all = combinedVariant(base, triple);
    if (all) yield all;
  }
}

function weightOf({ supposed }: RequestVariant): number {
  return supposed[0]?.weight ?? 0;
}
