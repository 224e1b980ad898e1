// Edits the Authorization header of an example after it was signed.
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";

/** A recipe's `sent` that rewrites the Authorization header. */
export function authorizationEdited(edit: (text: string) => string): NonNullable<ExampleRecipe["sent"]> {
  return (request) => {
    const sent = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
    return withHeader(request, "Authorization", edit(sent));
  };
}
