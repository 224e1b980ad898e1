import { describe, expect, it } from "vitest";
import { createExaminer, examined } from "../../src/diagnosis/examine.ts";
import { sigv2Example } from "../../src/diagnosis/example-sigv2.ts";
import { sigv2Variations } from "../../src/diagnosis/sigv2-variations.ts";
import { sigv2Readings, sigv2StringToSign } from "../../src/sigv4/sigv2-parts.ts";

function variationsOf(recipe: Parameters<typeof sigv2Example>[0]) {
  const { request, knowledge, nowEpochMs } = sigv2Example(recipe);
  const subject = { id: "x", input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  const { context } = examined(subject, createExaminer(knowledge, []));
  if (context.reading.kind !== "legacy") throw new Error("no claim");
  const [base] = sigv2Readings(request, context.reading.claim);
  if (!base) throw new Error("no reading");
  return [...sigv2Variations(context, context.reading.claim, base)];
}

describe("the variations of a Version 2 string to sign", () => {
  it("change one part each and say which", () => {
    const all = variationsOf({
      url: "https://b.s3.amazonaws.com/a?acl&x=1",
      headers: [["x-amz-acl", "private"]],
    });
    const texts = all.map(({ parts }) => sigv2StringToSign(parts).split("\n").at(-1));
    for (const resource of ["/a?acl", "/b/a", "/b/a?acl&x=1", "/b/a?acl="]) expect(texts).toContain(resource);
    expect(all.every(({ changes, detail }) => changes.length === 1 && detail.endsWith("."))).toBe(true);
    const parts = new Set(all.map(({ changes }) => changes[0]?.part));
    expect([...parts].sort()).toEqual([
      "Content-Type line",
      "Date line",
      "method line",
      "resource",
      "x-amz- headers",
    ]);
  });

  it("never show a session token", () => {
    const all = variationsOf({
      url: "https://b.s3.amazonaws.com/a",
      headers: [["X-Amz-Security-Token", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"]],
    });
    expect(JSON.stringify(all.map(({ changes, detail }) => [changes, detail]))).not.toContain("IQoJb3");
  });
});
