import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import type { TapChange } from "../../src/report/tap-changes.ts";
import { tapChanges } from "../../src/report/tap-changes.ts";
import { place, put } from "../support/tap-places.ts";

function changed(
  sent: NonNullable<ExampleRecipe["sent"]>,
  recipe: ExampleRecipe = put,
): readonly TapChange[] {
  return tapChanges(place(recipe), place({ ...recipe, sent })).changes;
}

describe("what differs between two places", () => {
  it("is told part by part, signed or not", () => {
    const changes = changed((request) => ({
      ...withHeader(withHeader(request, "Host", "10.0.0.7:9000"), "Via", "1.1 squid"),
      method: "POST",
      target: "/a/b?x=1",
    }));
    expect(changes.map(({ part, before, after, signed }) => [part, before, after, signed])).toEqual([
      ["method", "PUT", "POST", true],
      ["path", "/a//b", "/a/b", true],
      ["query", "", "x=1", true],
      ["header host", "examplebucket.s3.us-east-1.amazonaws.com", "10.0.0.7:9000", true],
      ["header via", null, "1.1 squid", false],
    ]);
  });

  it("is the order of headers only where nothing else changed", () => {
    expect(changed((request) => ({ ...request, headers: [...request.headers].reverse() }))).toMatchObject([
      { part: "order or case of headers", signed: false },
    ]);
  });

  it("leaves a body open that nothing covers", () => {
    const presigned: ExampleRecipe = {
      method: "PUT",
      url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
      presignedSeconds: 600,
      body: "one",
    };
    const other = { ...place(presigned), bodySha256Hex: "0".repeat(64) };
    expect(tapChanges(place(presigned), other).changes).toMatchObject([{ part: "body", signed: false }]);
    const signed = { ...place(put), bodySha256Hex: "0".repeat(64) };
    expect(tapChanges(place(put), signed).changes).toMatchObject([{ part: "body", signed: true }]);
  });

  it("does not compare a body of which one side has no hash, unless its length differs", () => {
    const without = { ...place(put), bodySha256Hex: null };
    expect(tapChanges(place(put), without)).toEqual({ changes: [], notCompared: ["body"] });
    expect(tapChanges(place(put), { ...without, bodyBytes: 1 }).changes).toMatchObject([
      { part: "body", after: "1 bytes" },
    ]);
  });

  it("takes another spelling of a scope or list in Authorization for no change of the claim", () => {
    const spaced = changed((request) => ({
      ...request,
      headers: request.headers.map(([name, value]) => [name, value.replaceAll(", ", ",")]),
    }));
    expect(spaced.map(({ part, signed }) => [part, signed])).toEqual([["header authorization", false]]);
  });
});
