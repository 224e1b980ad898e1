import { describe, expect, it } from "vitest";
import { createExaminer } from "../../src/diagnosis/examine.ts";
import type { Direction } from "../../src/diagnosis/hash-search.ts";
import { hashSearch } from "../../src/diagnosis/hash-search.ts";
import type { FindingRule } from "../../src/diagnosis/rule.ts";
import { signedTexts } from "../../src/diagnosis/signed-texts.ts";
import { headerSupposition } from "../../src/diagnosis/variations.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import type { CanonicalInput } from "../../src/sigv4/canonical-request.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { noKnowledge } from "../../src/sigv4/known-credentials.ts";
import { contextOf } from "../support/context-of.ts";
import { testRule } from "../support/test-rule.ts";

const context = contextOf({
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a?b=1",
  headers: [["Range", "bytes=0-9"]],
});
const budget = { milliseconds: 1000, suppositions: 10_000, now: () => 0 };

const method = testRule("method", {
  suppose: () => [{ changes: [], request: { method: "HEAD" }, detail: "" }],
});
const path = testRule("path", {
  suppose: () => [{ changes: [], request: { canonicalUri: "/z/a" }, detail: "" }],
});
const host: FindingRule = {
  ...testRule("host", {}),
  alter: (seen) => [headerSupposition(seen, "host", "internal", "")],
};
const range: FindingRule = { ...testRule("range", {}), ownsHeader: (name) => name === "range" };

function search(
  rules: FindingRule[],
  goal: Partial<CanonicalInput>,
  direction: Direction = "server",
  text = true,
) {
  const other = canonicalRequest({ ...context.input, ...goal });
  const toSign = `AWS4-HMAC-SHA256\nt\ns\n${sha256Hex(other)}`;
  const target = signedTexts(text ? other : null, toSign);
  if (!target) throw new Error("a target without texts");
  const { supposed, ...outcome } = hashSearch(
    { direction, context, target },
    createExaminer(noKnowledge, rules),
    budget,
  );
  return { rules: supposed.map(({ rule }) => rule.id), ...outcome };
}

const withHeader = (name: string, value: string) =>
  context.input.headers.map((header) => (header.name === name ? { name, value } : header));

describe("the search by a hash", () => {
  it("finds the one change that gives the hash, with or without the text", () => {
    for (const text of [true, false])
      expect(search([path, method], { method: "HEAD" }, "server", text)).toMatchObject({
        rules: ["method"],
        reproduced: true,
        unexplained: [],
      });
  });
  it("finds several changes together", () => {
    const goal = { method: "HEAD", canonicalUri: "/z/a", headers: withHeader("host", "internal") };
    expect(search([path, method, host], goal).rules.sort()).toEqual(["host", "method", "path"]);
    expect(search([path, method, host], goal, "server", false).rules.sort()).toEqual([
      "host",
      "method",
      "path",
    ]);
  });
  it("asks how a request may be altered on its way only for the server's text", () => {
    const goal = { headers: withHeader("host", "internal") };
    expect(search([host], goal).rules).toEqual(["host"]);
    expect(search([host], goal, "client").rules).toEqual([]);
  });
  it("gives a header's change to the rule that owns the header", () => {
    expect(search([range], { headers: withHeader("range", "bytes=0-4095") })).toMatchObject({
      rules: ["range"],
      reproduced: true,
    });
    const without = context.input.headers.filter(({ name }) => name !== "range");
    expect(search([range], { headers: without })).toMatchObject({ rules: ["range"], unexplained: [] });
  });
  it("says which parts no rule explains", () => {
    const found = search([method], { method: "HEAD", canonicalQuery: "b=2" });
    expect(found.rules).toEqual(["method"]);
    expect(found.unexplained).toEqual([{ part: "query", header: null, from: "b=1", to: "b=2" }]);
  });
  it("does not claim to have reproduced the hash of an edited text", () => {
    const edited = canonicalRequest({ ...context.input, method: "HEAD" });
    const target = signedTexts(edited, `AWS4-HMAC-SHA256\nt\ns\n${"0".repeat(64)}`);
    if (!target) throw new Error("a target without texts");
    const outcome = hashSearch(
      { direction: "server", context, target },
      createExaminer(noKnowledge, [method]),
      budget,
    );
    expect(outcome.reproduced).toBe(false);
    expect(outcome.supposed.map(({ rule }) => rule.id)).toEqual(["method"]);
  });
  it("ends at its bounds and says so", () => {
    const many = testRule("many", {
      suppose: function* () {
        for (let n = 0; n < 500; n += 1) yield { changes: [], request: { method: `M${n}` }, detail: "" };
      },
    });
    const target = signedTexts(null, `AWS4-HMAC-SHA256\nt\ns\n${"0".repeat(64)}`);
    if (!target) throw new Error("a target without texts");
    const ask = (suppositions: number) =>
      hashSearch({ direction: "server", context, target }, createExaminer(noKnowledge, [many]), {
        ...budget,
        suppositions,
      });
    expect(ask(100)).toMatchObject({ tried: 100, exhausted: false, reproduced: false });
    expect(ask(10_000)).toMatchObject({ tried: 500, exhausted: true });
  });
});
