// What is concluded without any secret where the server's answer shows how it read a request.
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { contextOf } from "./context-of.ts";
import { examined } from "./examined.ts";
import type { Shown } from "./server-mismatch.ts";
import { s3Mismatch } from "./server-mismatch.ts";

/** The causes where the server read the recipe's canonical request as `read` makes it, and shows text, hash or both. */
export async function causesReadAs(
  recipe: ExampleRecipe,
  read: (text: string) => string,
  shown?: Shown,
): Promise<readonly string[]> {
  const example = signedExample(recipe);
  const text = read(canonicalRequest(contextOf(recipe).input));
  const scope = `20260102/${recipe.region ?? "us-east-1"}/${recipe.service ?? "s3"}/aws4_request`;
  const response = s3Mismatch(text, scope, shown);
  return (await examined({ ...example, knowledge: noKnowledge, response })).causes;
}
