import { describe, expect, it } from "vitest";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import { serverRefusingCheck } from "../../src/diagnosis/predict.ts";
import { rowExamples } from "../../src/diagnosis/prediction-examples.ts";
import { checkOrders } from "../../src/diagnosis/prediction-orders.ts";

describe("the orders of checks", () => {
  it.each(checkOrders.map((order) => [order.id, order] as const))(
    "%s: every row has a source and a request that fails there and nowhere before",
    (_, order) => {
      for (const check of order.checks) expect(check.source.length, check.name).toBeGreaterThan(5);
      const refused = rowExamples(order).map(({ check, example }) => {
        const { request, knowledge, nowEpochMs } = example;
        const subject = {
          id: "x",
          input: null,
          index: 0,
          request,
          response: null,
          selfCheck: null,
          nowEpochMs,
        };
        const examination = examine(subject, createExaminer(knowledge));
        expect(examination.prediction?.dialect).toBe(order.dialect);
        return { check, refusedBy: serverRefusingCheck(examination, knowledge, nowEpochMs) };
      });
      expect(refused.filter(({ check, refusedBy }) => check !== refusedBy)).toEqual([]);
      expect([...new Set(refused.map(({ check }) => check))]).toEqual(order.checks.map(({ name }) => name));
    },
  );

  it("names each order once", () => {
    const ids = checkOrders.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
