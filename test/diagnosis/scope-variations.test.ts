import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { signedExample } from "../../src/diagnosis/example.ts";
import type { EnvelopeContext } from "../../src/diagnosis/rule.ts";
import { scopeSuppositions } from "../../src/diagnosis/scope-variations.ts";

function context(): EnvelopeContext {
  const { request, response, knowledge, nowEpochMs } = signedExample({
    url: "https://b.s3.us-east-1.amazonaws.com/",
  });
  const subject = { id: "x", input: null, index: 0, request, response, selfCheck: null, nowEpochMs };
  return examined(subject, createExaminer(knowledge, [])).context as EnvelopeContext;
}

describe("scopeSuppositions", () => {
  it("varies the key and the text together and apart, and leaves out what was sent", () => {
    const found = [...scopeSuppositions(context(), "region", ["us-east-1", "eu-west-1"])];
    expect(found.map(({ key, text }) => [key?.scope?.region ?? null, text?.scope?.region ?? null])).toEqual([
      ["eu-west-1", "eu-west-1"],
      ["eu-west-1", null],
      [null, "eu-west-1"],
    ]);
  });
});
