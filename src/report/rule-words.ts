// The words of the rules by id: what a finding alone does not carry.
import { catalogue } from "../diagnosis/catalogue.ts";
import { engineFindings } from "../diagnosis/engine-findings.ts";

const whys: ReadonlyMap<string, string> = new Map(
  [...catalogue, ...engineFindings].map(({ id, why }) => [id, why] as const),
);

/** Why a rule's fault breaks a request; empty for an id that no rule has. */
export function whyOf(rule: string): string {
  return whys.get(rule) ?? "";
}

/** The classes a search for a proof tries, in the catalogue's order. */
export function ruledOut(): readonly string[] {
  return catalogue.filter(({ suppose }) => suppose !== undefined).map(({ id }) => id);
}
