// The context a rule sees for a recipe, as the engine makes it.
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import type { EnvelopeContext } from "../../src/diagnosis/rule.ts";

/** The context of a recipe with an envelope. */
export function contextOf(recipe: ExampleRecipe): EnvelopeContext {
  const { request, response, knowledge, nowEpochMs } = signedExample(recipe);
  const subject = { id: "test", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  const { context } = examined(subject, createExaminer(knowledge, []));
  if (context.envelope === null || context.input === null) throw new Error("a recipe without an envelope");
  return { ...context, envelope: context.envelope, input: context.input };
}
