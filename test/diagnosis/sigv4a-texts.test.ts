import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { sigv4aExample } from "../../src/diagnosis/example-sigv4a.ts";
import type { EnvelopeContext } from "../../src/diagnosis/rule.ts";
import { envelopeStringToSign, regionSet, sigv4aTexts } from "../../src/diagnosis/sigv4a-texts.ts";

function contextOf(regions: string): EnvelopeContext {
  const { request, knowledge, nowEpochMs } = sigv4aExample({ signature: "3045", regionSet: regions });
  const subject = { id: "x", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  const { context } = examined(subject, createExaminer(knowledge, []));
  if (context.envelope === null || context.input === null) throw new Error("no envelope");
  return { ...context, envelope: context.envelope, input: context.input };
}

describe("the texts of SigV4A", () => {
  it("have a scope without a region", () => {
    const lines = envelopeStringToSign(contextOf("*"), {}).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "AWS4-ECDSA-P256-SHA256",
      "20260102T030405Z",
      "20260102/s3/aws4_request",
    ]);
    expect(lines[3]).toMatch(/^[0-9a-f]{64}$/);
  });

  it("are varied: hashed before, other hash lines, a region in the scope, no region set", () => {
    const context = contextOf("us-east-1,eu-west-1");
    expect(regionSet(context)).toBe("us-east-1,eu-west-1");
    const all = [...sigv4aTexts(context)];
    expect(all.filter(({ signed }) => signed?.hashedFirst).length).toBe(1);
    const scopes = new Set(all.map(({ signed }) => signed?.text.split("\n")[2]));
    expect(scopes).toContain("20260102/eu-west-1/s3/aws4_request");
    expect(all.some(({ changes }) => changes[0]?.part === "X-Amz-Region-Set")).toBe(true);
  });
});
