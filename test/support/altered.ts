// What a rule says became of a request on the way: whether one of its alterations gives what another request would be read as.
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import type { FindingRule } from "../../src/diagnosis/rule.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { contextOf } from "./context-of.ts";

/** The details of the rule's alterations under which a recipe that was sent right is read as it would be after `read`. */
export function alterations(
  rule: FindingRule,
  recipe: ExampleRecipe,
  read: NonNullable<ExampleRecipe["sent"]>,
): readonly string[] {
  const context = contextOf(recipe);
  const goal = canonicalRequest(contextOf({ ...recipe, sent: read }).input);
  return [...(rule.alter?.(context) ?? [])]
    .filter(({ request }) => canonicalRequest({ ...context.input, ...request }) === goal)
    .map(({ detail }) => detail);
}
