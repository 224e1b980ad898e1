import { describe, expect, it } from "vitest";
import type { Examination } from "../../src/diagnosis/examination.ts";
import { createExaminer, examine } from "../../src/diagnosis/examine.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleKnowledge, signedExample, withHeader } from "../../src/diagnosis/example.ts";
import { tapComparison, tapPairs } from "../../src/report/tap-comparison.ts";
import { canaryToken } from "../support/examination-samples.ts";

const put: ExampleRecipe = {
  method: "PUT",
  url: "https://examplebucket.s3.us-east-1.amazonaws.com/a%2Fb",
  headers: [["Content-Type", "text/plain"]],
  unsignedHeaders: [["User-Agent", "app"]],
  body: "hello",
};

/** Without a secret unless `knows`. */
function seen(recipe: ExampleRecipe, knows = false, id = "1"): Examination {
  const { request, nowEpochMs } = signedExample(recipe);
  const subject = { id, input: null, index: 0, request, response: null, selfCheck: null, nowEpochMs };
  const knowledge = knows ? exampleKnowledge() : { credentials: [], signingKeys: [] };
  return examine(subject, createExaminer(knowledge));
}

function behind(sent: NonNullable<ExampleRecipe["sent"]>, knows = false): ReturnType<typeof tapComparison> {
  return tapComparison(seen(put, knows), seen({ ...put, sent }, knows));
}

describe("one request at two places", () => {
  it("is unchanged, and right or wrong before, where a secret tells", () => {
    expect(behind((request) => request)).toEqual({
      changes: [],
      effect: "unchanged",
      wrongBefore: null,
      delayMs: null,
    });
    expect(behind((request) => request, true).wrongBefore).toBe(false);
    const wrong = { ...put, secret: "other" };
    expect(tapComparison(seen(wrong, true), seen(wrong, true)).wrongBefore).toBe(true);
  });

  it("is broken by changes of what was signed: target, signed header, body", () => {
    expect(behind((request) => ({ ...request, target: "/a/b" }))).toMatchObject({
      effect: "breaks",
      changes: [{ part: "target", before: "/a%2Fb", after: "/a/b", signed: true }],
    });
    expect(behind((request) => withHeader(request, "Content-Type", null))).toMatchObject({
      effect: "breaks",
      changes: [{ part: "header content-type", before: "text/plain", after: null, signed: true }],
    });
    const body = behind((request) => ({
      ...request,
      body: signedExample({ ...put, body: "hallo" }).request.body,
    }));
    expect(body.effect).toBe("breaks");
    expect(body.changes.map(({ part, signed }) => [part, signed])).toEqual([["body", true]]);
  });

  it("is not broken by changes of what was not signed", () => {
    expect(behind((request) => withHeader(request, "User-Agent", "proxy"))).toMatchObject({
      effect: "harmless",
      changes: [{ part: "header user-agent", before: "app", after: "proxy", signed: false }],
    });
    const reordered = behind((request) => ({ ...request, headers: [...request.headers].reverse() }));
    expect(reordered.effect).toBe("harmless");
    expect(reordered.changes[0]?.part).toBe("order or case of headers");
  });

  it("tells changes and no effect where nothing says what was signed", () => {
    const without = (target: string): Examination =>
      seen({ ...put, sent: (request) => ({ ...withHeader(request, "Authorization", null), target }) });
    expect(tapComparison(without("/a"), without("/b")).effect).toBe("unknown");
  });

  it("tells the time between, and no secret", () => {
    const token = { ...put, sessionToken: canaryToken };
    const before = seen({ ...token, sent: (request) => ({ ...request, receivedAtEpochMs: 1000 }) });
    const after = seen({
      ...token,
      sent: (request) => ({
        ...withHeader(request, "X-Amz-Security-Token", `${canaryToken}x`),
        receivedAtEpochMs: 1042,
      }),
    });
    const comparison = tapComparison(before, after);
    expect(comparison.delayMs).toBe(42);
    expect(comparison.changes[0]).toMatchObject({
      part: "header x-amz-security-token",
      before: "[redacted]",
    });
    expect(JSON.stringify(comparison)).not.toContain(canaryToken);
  });
});

describe("captures joined", () => {
  it("go together by signature, then by order", () => {
    const [a, b] = [seen(put, false, "a"), seen({ ...put, body: "other" }, false, "b")];
    const resigned = seen({ ...put, date: "20260102T030406Z" }, false, "c");
    const pairs = tapPairs([a, b], [b, resigned, seen({ ...put, method: "GET" }, false, "d")]);
    expect(pairs.map((pair) => [pair.before?.id ?? null, pair.after?.id ?? null])).toEqual([
      ["a", "c"],
      ["b", "b"],
      [null, "d"],
    ]);
  });
});
