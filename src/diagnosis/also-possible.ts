// Other classes that put the very same bytes on the wire as a proven one.
import type { CanonicalInput } from "../sigv4/canonical-request.ts";
import { canonicalRequest } from "../sigv4/canonical-request.ts";
import { atMost } from "./likely-first.ts";
import type { EnvelopeContext, FindingRule, Supposition } from "./rule.ts";
import type { Supposed } from "./search-variants.ts";

/** Suppositions of each rule that are looked at: its likely ones. */
const depth = 128;

/** Ids of other rules of the same stage whose likely suppositions hold the canonical request of a proof by one change; stops when `over` says so. */
export function alsoPossible(
  context: EnvelopeContext,
  rules: readonly FindingRule[],
  proof: { readonly supposed: readonly Supposed[]; readonly canonicalRequest: string },
  over: () => boolean,
): string[] {
  const [only] = proof.supposed;
  if (proof.supposed.length !== 1 || !only?.supposition.request) return [];
  const others: string[] = [];
  for (const rule of rules) {
    if (over()) break;
    if (rule.id === only.rule.id || rule.stage !== only.rule.stage || !rule.suppose) continue;
    if (yields(rule.suppose(context), context.input, proof.canonicalRequest)) others.push(rule.id);
  }
  return others;
}

function yields(some: Iterable<Supposition>, input: CanonicalInput, goal: string): boolean {
  for (const { request, key, text } of atMost(some, depth)) {
    if (request && !key && !text && canonicalRequest({ ...input, ...request }) === goal) return true;
  }
  return false;
}
