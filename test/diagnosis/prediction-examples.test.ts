import { describe, expect, it } from "vitest";
import { rowExamples } from "../../src/diagnosis/prediction-examples.ts";
import { checkOrders } from "../../src/diagnosis/prediction-orders.ts";

describe("rowExamples", () => {
  it("follows the order of the checks", () => {
    for (const order of checkOrders) {
      const names = order.checks.map(({ name }) => name);
      const places = rowExamples(order).map(({ check }) => names.indexOf(check));
      expect(places, order.id).toEqual([...places].sort((a, b) => a - b));
      expect(Math.min(...places), order.id).toBe(0);
    }
  });

  it("holds no request twice in one order", () => {
    for (const order of checkOrders) {
      const seen = rowExamples(order).map(({ example }) =>
        JSON.stringify([example.request, example.nowEpochMs, example.knowledge]),
      );
      expect(new Set(seen).size, order.id).toBe(seen.length);
    }
  });
});
