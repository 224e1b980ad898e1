import { describe, expect, it } from "vitest";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import { exampleKnowledge, exampleSecret } from "../../src/diagnosis/example.ts";
import type { FindingRule, Supposition } from "../../src/diagnosis/rule.ts";
import type { Supposing, Tail } from "../../src/diagnosis/weighed-suppositions.ts";
import { likelySuppositions, weighed } from "../../src/diagnosis/weighed-suppositions.ts";
import { contextOf } from "../support/context-of.ts";
import { testRule } from "../support/test-rule.ts";

const context = contextOf({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
  secret: exampleSecret,
});
const named = (detail: string): Supposition => ({ changes: [], request: {}, detail });
const many = (id: string, threads: number, count: number, lateFrom = count): FindingRule =>
  testRule(id, {
    threads,
    suppose: () =>
      Array.from({ length: count }, (_, at) => ({
        ...named(`${id}${at}`),
        ...(at >= lateFrom ? { late: true } : {}),
      })),
  });

function supposing(rules: readonly FindingRule[], keyless = false): Supposing {
  return { context, examiner: createExaminer(exampleKnowledge(exampleSecret), rules), keyless };
}

const details = (of: Supposing, tails: Tail[] = []): string[] =>
  [...likelySuppositions(of, tails)].map(({ supposition }) => supposition.detail);

describe("the order of suppositions", () => {
  it("takes six of each rule first, frequent rules before rare ones, then the others", () => {
    const order = details(supposing([many("rare", 1, 2), many("often", 9, 8)]));
    expect(order.slice(0, 6)).toEqual(["often0", "often1", "often2", "often3", "often4", "often5"]);
    expect(order.slice(6)).toEqual(["rare0", "rare1", "often6", "often7"]);
  });

  it("takes all of the rule that explained the last request of the shape before any other", () => {
    const rules = supposing([many("rare", 1, 8), many("often", 9, 1)]);
    rules.examiner.proofs.remember(context, ["rare"]);
    expect(details(rules).at(-1)).toBe("often0");
  });

  it("leaves long tails with what follows their first", () => {
    const tails: Tail[] = [];
    expect(details(supposing([many("a", 1, 5, 3)]), tails)).toEqual(["a0", "a1", "a2"]);
    expect(tails.map(({ first }) => first.supposition.detail)).toEqual(["a3"]);
    expect(tails[0]?.rest.next().value.supposition.detail).toBe("a4");
  });
});

describe("weights", () => {
  const weights = (rule: FindingRule): number[] =>
    [...weighed(supposing([rule]), rule)].map(({ weight }) => weight);

  it("grow with the rule's threads and fall with the place", () => {
    expect(weights(many("a", 3, 4))).toEqual([2, 2 / 2 ** 1.5, 2 / 3 ** 1.5, 2 / 8]);
  });

  it("without a key of its own leave only suppositions about keys", () => {
    const key = { ...named("key"), key: {} };
    const rule = testRule("mixed", { suppose: () => [named("request"), key] });
    const all = [...weighed(supposing([rule], true), rule)];
    expect(all.map(({ supposition }) => supposition.detail)).toEqual(["key"]);
  });
});
