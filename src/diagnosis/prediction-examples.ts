// The examples of all orders: for each row a request, what a server knows, and the row that refuses it.
import { parseAmzDate } from "../sigv4/amz-date.ts";
import type { Knowledge } from "../sigv4/known-credentials.ts";
import type { Example } from "./example.ts";
import { exampleAccessKeyId, exampleKnowledge, exampleSecret, signedExample } from "./example.ts";
import { s3PostRows } from "./prediction-examples-post.ts";
import type { RowRecipe } from "./prediction-examples-query.ts";
import { queryRowRecipes } from "./prediction-examples-query.ts";
import { s3HeaderRows, s3PresignedRows } from "./prediction-examples-s3.ts";
import type { CheckOrder, OrderId } from "./prediction-orders.ts";

/** A request that the named check of an order refuses. */
export interface RowExample {
  readonly check: string;
  readonly example: Example;
}

/** The examples of an order, in the order of its checks. */
export function rowExamples(order: CheckOrder): readonly RowExample[] {
  if (order.id === "s3-post") return s3PostRows.map(({ check, example }) => ({ check, example: example() }));
  const recipes = recipesOf(order.id);
  return order.checks.flatMap(({ name }) =>
    recipes
      .filter(({ check }) => check === name)
      .map((row) => ({ check: name, example: signedExample({ ...row.recipe, knowledge: knowledge(row) }) })),
  );
}

function recipesOf(id: Exclude<OrderId, "s3-post">): readonly RowRecipe[] {
  switch (id) {
    case "s3-header":
      return s3HeaderRows;
    case "s3-presigned":
      return s3PresignedRows;
    default:
      return firstOnly(queryRowRecipes(id), id);
  }
}

/** Where a front end has words of its own for an unsigned request, the common row is reached by the other example alone. */
function firstOnly(rows: readonly RowRecipe[], id: OrderId): readonly RowRecipe[] {
  const ownWords = id === "lambda-url" || id === "appsync" || id === "opensearch";
  const common = rows.findIndex(({ check }) => check === "one mechanism");
  return ownWords ? rows.filter((_, index) => index !== common) : rows;
}

/** The example key, and the temporary one where the row is about it. */
function knowledge({ tokenExpires }: RowRecipe): Knowledge {
  const permanent = exampleKnowledge(exampleSecret, exampleAccessKeyId);
  if (tokenExpires === undefined) return permanent;
  const temporary = exampleKnowledge(exampleSecret, "ASIAIOSFODNN7EXAMPLE").credentials.map((known) => ({
    ...known,
    expiresAtEpochMs: parseAmzDate(tokenExpires) ?? 0,
  }));
  return { ...permanent, credentials: [...permanent.credentials, ...temporary] };
}
