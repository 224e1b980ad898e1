import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import { tapComparison } from "../../src/report/tap-comparison.ts";
import { isResigned, signatureMark } from "../../src/report/tap-place.ts";
import { canaryToken } from "../support/examination-samples.ts";
import { evidencePlace, loggedPlace, place, put, refusal } from "../support/tap-places.ts";

const secretive: ExampleRecipe = {
  ...put,
  url: `${put.url}?list=2`,
  sessionToken: canaryToken,
  headers: [
    ["Content-Type", "text/plain"],
    ["X-Amz-Meta-Owner", "somebody"],
  ],
};
const kinds = [
  ["whole", "evidence", place, (recipe: ExampleRecipe) => evidencePlace(recipe, "two")],
  ["log", "whole", loggedPlace, place],
  ["log", "evidence", loggedPlace, (recipe: ExampleRecipe) => evidencePlace(recipe, "two")],
  [
    "evidence",
    "evidence of another key",
    (recipe: ExampleRecipe) => evidencePlace(recipe, "one"),
    (recipe: ExampleRecipe) => evidencePlace(recipe, "two"),
  ],
] as const;

describe("a request at a place", () => {
  it.each(kinds)("is joined and unchanged where nothing changed: %s, %s", (_one, _other, first, second) => {
    const [before, after] = [first(secretive), second(secretive)];
    expect(signatureMark(before)).toMatch(/^[0-9a-f]{8}… AKIAIOSFODNN7EXAMPLE \d{8}T\d{6}Z$/);
    expect(signatureMark(after)).toBe(signatureMark(before));
    expect(tapComparison(before, after)).toMatchObject({ effect: "unchanged", changes: [] });
  });

  it.each(kinds)("shows what broke it: %s, %s", (_one, _other, first, second) => {
    const sent: NonNullable<ExampleRecipe["sent"]> = (request) => ({ ...request, target: "/a/b?list=2" });
    expect(tapComparison(first(secretive), second({ ...secretive, sent }))).toMatchObject({
      effect: "breaks",
      changes: [{ part: "path", before: "/a//b", after: "/a/b", signed: true }],
    });
  });

  it("shows by the hash of what was signed that a value changed which redaction hides", () => {
    const sent: NonNullable<ExampleRecipe["sent"]> = (request) =>
      withHeader(request, "X-Amz-Meta-Owner", "SOMEBODY");
    const [one, other] = [evidencePlace(secretive, "one"), evidencePlace({ ...secretive, sent }, "two")];
    const comparison = tapComparison(one, other);
    expect(comparison.effect).toBe("breaks");
    expect(comparison.notCompared).toContain("header x-amz-meta-owner");
    expect(comparison.changes).toEqual([
      {
        part: "hidden by redaction",
        before: `one of: ${comparison.notCompared.join(", ")}`,
        after: "another value",
        signed: true,
        respelled: false,
      },
    ]);
    const plain = tapComparison(loggedPlace(secretive), loggedPlace({ ...secretive, sent }));
    expect(plain.changes.map(({ part }) => part)).toEqual(["header x-amz-meta-owner"]);
  });

  it("shows no secret", () => {
    const sent: NonNullable<ExampleRecipe["sent"]> = (request) =>
      withHeader(request, "X-Amz-Security-Token", `${canaryToken}x`);
    const comparison = tapComparison(place(secretive), place({ ...secretive, sent }));
    expect(comparison.changes[0]).toMatchObject({
      part: "header x-amz-security-token",
      before: "[redacted]",
    });
    expect(JSON.stringify(comparison)).not.toContain(canaryToken);
  });

  it("takes absolute targets and HTTP/2 for what they mean", () => {
    const absolute = place({
      ...put,
      sent: (request) => ({ ...request, target: `http://${request.authority}${request.target}` }),
    });
    expect([absolute.path, absolute.query]).toEqual(["/a//b", ""]);
    const second = place({
      ...put,
      sent: (request) => ({ ...withHeader(request, "Host", null), httpVersion: "2" }),
    });
    expect(second.headers[0]).toEqual(["host", "examplebucket.s3.us-east-1.amazonaws.com"]);
  });

  it("knows what the server read, from its answer", () => {
    expect(place(put, { response: refusal("as it passed") }).serverReadTheSame).toBe(true);
    expect(loggedPlace(put, { response: refusal("another") }).serverReadTheSame).toBe(false);
    expect(place(put).serverReadTheSame).toBeNull();
    expect(loggedPlace(put, { response: refusal(null) }).answer).toEqual({
      status: 403,
      requestId: null,
      refused: true,
    });
  });

  it("is signed again where another whole signature stands behind, and not where one was cut", () => {
    const cut: ExampleRecipe = {
      ...put,
      sent: (request) => ({
        ...request,
        headers: request.headers.map(([name, value]) => [name, value.replace(/(Signature=.{20}).*/, "$1")]),
      }),
    };
    expect(isResigned(place(put), place({ ...put, body: "x" }))).toBe(true);
    expect(isResigned(place(put), place(cut))).toBe(false);
  });
});
