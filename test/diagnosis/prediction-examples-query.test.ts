import { describe, expect, it } from "vitest";
import { queryRowRecipes } from "../../src/diagnosis/prediction-examples-query.ts";
import { predictionOf } from "../support/prediction-facts.ts";

describe("queryRowRecipes", () => {
  it.each([
    "query",
    "rest-xml",
    "ec2",
    "json-1.0",
    "json-1.1",
    "rest-json",
    "api-gateway",
    "lambda-url",
    "appsync",
    "opensearch",
    "opensearch-serverless",
    "neptune",
    "iot-websocket",
  ] as const)("rests on a request that %s takes when nothing is changed", (order) => {
    const old = queryRowRecipes(order).find(({ check }) => check === "not expired");
    if (!old) throw new Error("every order looks at the date");
    const { now: _, ...base } = old.recipe;
    expect(predictionOf(base).code).toBeNull();
  });

  it("puts a date of twenty minutes on both sides of the window", () => {
    const rows = queryRowRecipes("query").filter(({ check }) => /^not /.test(check));
    expect(rows.map(({ recipe }) => recipe.now)).toEqual(["20260102T032406Z", "20260102T024404Z"]);
  });
});
