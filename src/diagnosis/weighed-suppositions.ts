// The order of a search's suppositions: each rule's likely ones before the later ones of any; long tails are left for after the pairs.
import type { Examiner } from "./examine.ts";
import { inRounds } from "./likely-first.ts";
import type { EnvelopeContext, FindingRule } from "./rule.ts";
import type { Supposed } from "./search-variants.ts";

/** What suppositions are made about, and by whose rules. */
export interface Supposing {
  readonly context: EnvelopeContext;
  readonly examiner: Examiner;
  /** No key of its own is known: the request cannot be proved by changing it, only other keys can. */
  readonly keyless: boolean;
}

/** What is left of a rule's suppositions, from its first unlikely one. */
export interface Tail {
  readonly first: Supposed;
  readonly rest: Iterator<Supposed>;
}

/** How many suppositions of each rule come in one round: in most faults one of the rule's first ones is right. */
const rounds = [6, 24, Number.POSITIVE_INFINITY];

/** All of the rule that explained the last request of this shape; then of each rule, frequent ones first, its likeliest, and so on. */
export function* likelySuppositions(supposing: Supposing, tails: Tail[]): Generator<Supposed> {
  const { context, examiner } = supposing;
  const [known] = examiner.proofs.rulesFor(context);
  const sources = (rules: readonly FindingRule[]): Iterator<Supposed>[] =>
    rules.map((rule) => untilLate(weighed(supposing, rule), tails));
  const { searchOrder } = examiner;
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

/** A rule's suppositions with their weights: places fall off faster than their number, as right ones were seen to (half at 1, 90 % to 8). */
export function* weighed({ context, keyless }: Supposing, rule: FindingRule): Generator<Supposed> {
  let place = 0;
  for (const supposition of rule.suppose?.(context) ?? []) {
    place += 1;
    if (!keyless || supposition.key)
      yield { rule, supposition, weight: Math.sqrt(rule.threads + 1) / place ** 1.5 };
  }
}
