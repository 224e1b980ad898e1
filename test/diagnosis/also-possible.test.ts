import { describe, expect, it } from "vitest";
import { alsoPossible } from "../../src/diagnosis/also-possible.ts";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { contextOf } from "../support/context-of.ts";
import { testRule } from "../support/test-rule.ts";

const context = contextOf({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const other = (id: string, canonicalUri: string) =>
  testRule(id, { suppose: () => [{ changes: [], request: { canonicalUri }, detail: "" }] });
const [proven, same, different] = [other("proven", "/b"), other("same", "/b"), other("different", "/c")];
const supposed = {
  rule: proven,
  supposition: { changes: [], request: { canonicalUri: "/b" }, detail: "" },
  weight: 1,
};
const goal = canonicalRequest({ ...context.input, canonicalUri: "/b" });

describe("other explanations of the same bytes", () => {
  it("are the rules that suppose the same canonical request", () => {
    const proof = { supposed: [supposed], canonicalRequest: goal };
    expect(alsoPossible(context, [proven, same, different], proof, () => false)).toEqual(["same"]);
  });
  it("are not looked for behind several changes, or when time is over", () => {
    const pair = { supposed: [supposed, { ...supposed, rule: different }], canonicalRequest: goal };
    expect(alsoPossible(context, [same], pair, () => false)).toEqual([]);
    expect(
      alsoPossible(context, [same], { supposed: [supposed], canonicalRequest: goal }, () => true),
    ).toEqual([]);
  });
});
