// Exchanges for the tests of exports, made as the program makes them: examined, then redacted.
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import type { ExportedExchange } from "../../src/report/exported-exchange.ts";
import { exportedExchange } from "../../src/report/exported-exchange.ts";

/** The exchange of a recipe; `id` names it. */
export function exportedSample(recipe: ExampleRecipe, id = "1"): ExportedExchange {
  const { request, response, knowledge, nowEpochMs } = signedExample(recipe);
  const subject = { id, input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  return exportedExchange(examine(subject, createExaminer(knowledge)));
}
