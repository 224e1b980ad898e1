import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { exampleResponse, withHeader } from "../../src/diagnosis/example.ts";
import { tapPairs } from "../../src/report/tap-pairs.ts";
import type { TapPlace } from "../../src/report/tap-place.ts";
import type { Sight } from "../support/tap-places.ts";
import { place, put } from "../support/tap-places.ts";

const unsigned: NonNullable<ExampleRecipe["sent"]> = (request) => withHeader(request, "Authorization", null);
const late: ExampleRecipe = { ...put, date: "20260102T040506Z" };

function seen(id: string, recipe: ExampleRecipe, sight: Sight = {}): TapPlace {
  return place(recipe, { id, ...sight });
}

function joined(before: readonly TapPlace[], after: readonly TapPlace[]): (readonly (string | null)[])[] {
  return tapPairs(before, after).map((pair) => [pair.before?.id ?? null, pair.after?.id ?? null]);
}

describe("captures joined", () => {
  it("go together by signature, repeats of one in order", () => {
    const other = { ...put, body: "other" };
    const first = [seen("a", put), seen("b", other), seen("a again", put)];
    const second = [seen("1", other), seen("2", put), seen("3", put), seen("4", put)];
    expect(joined(first, second)).toEqual([
      ["a", "2"],
      ["b", "1"],
      ["a again", "3"],
      [null, "4"],
    ]);
  });

  it("go together where the signature was taken away, by time, path or body", () => {
    expect(joined([seen("a", put), seen("b", late)], [seen("1", { ...late, sent: unsigned })])).toEqual([
      ["a", null],
      ["b", "1"],
    ]);
    const bare: ExampleRecipe = {
      ...put,
      sent: (request) => ({ ...withHeader(unsigned(request), "X-Amz-Date", null), target: "/moved" }),
    };
    expect(joined([seen("a", put)], [seen("1", bare)])).toEqual([["a", "1"]]);
  });

  it("do not take two requests for one because they are alike", () => {
    expect(joined([seen("a", put)], [seen("1", late)])).toEqual([
      ["a", null],
      [null, "1"],
    ]);
  });

  it("take a request that was signed again for one by the ids of client and server", () => {
    const answered = { response: exampleResponse(200, [["x-amz-request-id", "4442587FB7D0A2F9"]], "") };
    expect(joined([seen("a", put, answered)], [seen("1", late, answered)])).toEqual([["a", "1"]]);
    const numbered = (recipe: ExampleRecipe): ExampleRecipe => ({
      ...recipe,
      unsignedHeaders: [["amz-sdk-invocation-id", "0f1e"]],
    });
    expect(joined([seen("a", numbered(put))], [seen("1", numbered(late))])).toEqual([["a", "1"]]);
  });
});
