// The words of the rules by id: what a finding alone does not carry.
import { catalogue } from "../diagnosis/catalogue.ts";
import type { EngineFinding } from "../diagnosis/engine-findings.ts";
import { engineFindings } from "../diagnosis/engine-findings.ts";

/** The words of a rule, or of a conclusion of the engine. */
export type RuleWords = EngineFinding & { readonly wrongFix?: string };

const words: ReadonlyMap<string, RuleWords> = new Map(
  [...catalogue, ...engineFindings].map((rule) => [rule.id, rule] as const),
);

/** The words of a rule; null for an id that no rule of this version has. */
export function ruleWords(rule: string): RuleWords | null {
  return words.get(rule) ?? null;
}

/** Why a rule's fault breaks a request; empty for an id that no rule has. */
export function whyOf(rule: string): string {
  return words.get(rule)?.why ?? "";
}

/** The classes a search for a proof tries, in the catalogue's order. */
export function ruledOut(): readonly string[] {
  return catalogue.filter(({ suppose }) => suppose !== undefined).map(({ id }) => id);
}
