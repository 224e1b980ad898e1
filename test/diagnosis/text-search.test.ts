import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import type { Example } from "../../src/diagnosis/example.ts";
import { exampleKnowledge } from "../../src/diagnosis/example.ts";
import { sigv2Example } from "../../src/diagnosis/example-sigv2.ts";
import type { FindingRule } from "../../src/diagnosis/rule.ts";
import { textSearch } from "../../src/diagnosis/text-search.ts";
import { testRule } from "../support/test-rule.ts";

const url = "https://examplebucket.s3.us-east-1.amazonaws.com/a";
const words = { changes: [], detail: "d" };
const right = "GET\n\n\nFri, 02 Jan 2026 03:04:05 GMT\n/examplebucket/a";

function search(example: Example, rules: readonly FindingRule[], suppositions = 1000) {
  const { request, response, knowledge, nowEpochMs } = example;
  const subject = { id: "x", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  const examiner = createExaminer(knowledge, rules);
  return textSearch(examined(subject, examiner).context, examiner, {
    milliseconds: 10_000,
    suppositions,
    now: () => 0,
  });
}

const textRule: FindingRule = {
  ...testRule("text-rule", {}),
  supposeText: (_, late) => (late ? [] : [{ ...words, signed: { text: "wrong", method: "HmacSHA1" } }]),
};
const lateRule: FindingRule = {
  ...testRule("late-rule", {}),
  supposeText: (_, late) => (late ? [{ ...words, signed: { text: right, method: "HmacSHA1" } }] : []),
};
const secretRule = testRule(
  "secret-rule",
  { suppose: () => [{ ...words, key: { secret: (text) => `${text}!` } }] },
  "credentials",
);

describe("the search over one text", () => {
  it("finds a text, the long tail after all else", () => {
    const outcome = search(sigv2Example({ url, signedParts: (parts) => ({ ...parts, date: "wrong" }) }), [
      textRule,
      lateRule,
    ]);
    expect(outcome).toMatchObject({ proof: null, tried: 2, exhausted: true });
    const found = search(sigv2Example({ url }), [textRule, lateRule]);
    expect(found.proof?.supposed.map(({ rule }) => rule.id)).toEqual(["late-rule"]);
    expect(found.proof?.stringToSign).toBe(right);
  });

  it("takes over changes of the secret from rules about credentials", () => {
    const example = sigv2Example({ url, secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY!" });
    expect(search(example, [secretRule]).proof?.supposed.map(({ rule }) => rule.id)).toEqual(["secret-rule"]);
    const elsewhere = { ...secretRule, stage: "headers" as const };
    expect(search(example, [elsewhere]).proof).toBeNull();
  });

  it("tries a text with a secret", () => {
    const example = sigv2Example({
      url,
      secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY!",
      signedParts: (parts) => ({ ...parts, bucket: "" }),
    });
    const rule: FindingRule = {
      ...textRule,
      supposeText: () => [
        { ...words, signed: { text: right.replace("/examplebucket", ""), method: "HmacSHA1" } },
      ],
    };
    expect(search(example, [rule, secretRule]).proof?.supposed.map((one) => one.rule.id)).toEqual([
      "text-rule",
      "secret-rule",
    ]);
  });

  it("uses other credentials where none are known for the key id, and stops at its bound", () => {
    const rule = testRule(
      "other-rule",
      { suppose: () => [{ ...words, key: { otherCredentials: 0 } }] },
      "credentials",
    );
    const example = { ...sigv2Example({ url, accessKeyId: "AKIAUNKNOWN" }), knowledge: exampleKnowledge() };
    expect(search(example, [rule]).proof?.supposed[0]?.rule.id).toBe("other-rule");
    expect(search(example, [rule], 0)).toMatchObject({ proof: null, tried: 0, exhausted: false });
  });
});
