import { describe, expect, it } from "vitest";
import { openTold } from "../../src/cli/compare-told.ts";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { quietContext } from "../support/quiet-context.ts";
import { place, put } from "../support/tap-places.ts";

const moved: ExampleRecipe = { ...put, sent: (request) => ({ ...request, target: "/a/b" }) };

async function told(
  json: boolean,
  pairs: readonly (readonly [ExampleRecipe | null, ExampleRecipe | null])[],
) {
  const { output } = quietContext("", "");
  const lines: string[] = [];
  const telling = openTold(json, { output: { ...output, out: (text) => lines.push(text) } });
  for (const [before, after] of pairs)
    await telling.pair({ before: before && place(before), after: after && place(after) });
  return { status: telling.end(), lines };
}

describe("openTold", () => {
  it("tells each pair, sums up several, and gives 1 for a signature that was broken", async () => {
    const { status, lines } = await told(false, [
      [put, moved],
      [put, null],
    ]);
    expect(status).toBe(1);
    expect(lines[0]).toMatch(/^the signature broke here {2}PUT/);
    expect(lines.slice(1)).toEqual([
      "not behind it  PUT examplebucket.s3.us-east-1.amazonaws.com #1",
      "2 requests: 1 broke here (path 1), 1 not behind it",
    ]);
  });

  it("gives one line of JSON for each, and no sum", async () => {
    const { status, lines } = await told(true, [
      [put, put],
      [null, put],
    ]);
    expect(status).toBe(0);
    expect(lines.map((line) => JSON.parse(line).effect)).toEqual(["unchanged", "added"]);
  });
});
