// Short questions to an examination, for the tests of findings: what is the cause, what was changed, what was found.
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { examined } from "./examined.ts";

/** The causes of a recipe under the whole catalogue. */
export async function causesOf(recipe: ExampleRecipe): Promise<readonly string[]> {
  return (await examined(signedExample(recipe))).causes;
}

/** The causes, and each proven change as `part: from -> to`. */
export async function proofOf(
  recipe: ExampleRecipe,
): Promise<{ causes: readonly string[]; changes: readonly string[] }> {
  const { causes, proof } = await examined(signedExample(recipe));
  return { causes, changes: (proof?.changes ?? []).map(({ part, from, to }) => `${part}: ${from} -> ${to}`) };
}

/** Every finding as `rule certainty severity`. */
export async function findingsOf(recipe: ExampleRecipe): Promise<readonly string[]> {
  const { findings } = await examined(signedExample(recipe));
  return findings.map(({ rule, certainty, severity }) => `${rule} ${certainty} ${severity}`);
}
