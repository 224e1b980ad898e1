import { describe, expect, it } from "vitest";
import type { ExampleRecipe } from "../../src/diagnosis/example.ts";
import { withHeader } from "../../src/diagnosis/example.ts";
import { plainPaint } from "../../src/report/paint.ts";
import { tapComparison } from "../../src/report/tap-comparison.ts";
import type { TapPair } from "../../src/report/tap-pairs.ts";
import type { TapCounts } from "../../src/report/tap-text.ts";
import { countTap, tapJson, tapSummary, tapText } from "../../src/report/tap-text.ts";
import { place, put, refusal } from "../support/tap-places.ts";

const moved: ExampleRecipe = { ...put, sent: (request) => ({ ...request, target: "/a/b" }) };

function text(before: TapPair["before"], after: TapPair["after"]): string {
  return tapText({ before, after }, before && after && tapComparison(before, after), plainPaint);
}

describe("two taps as text", () => {
  it("names what broke, and that a secret proves it", () => {
    expect(text(place(put, { knows: true }), place(moved, { knows: true }))).toBe(
      [
        "the signature broke here (proven: it was right before)  PUT examplebucket.s3.us-east-1.amazonaws.com #1",
        "    signed    path",
        "        before  /a//b",
        "        after   /a/b",
      ].join("\n"),
    );
  });

  it("blames no hop that changed nothing", () => {
    expect(
      text(place(put, { response: refusal("another") }), place(put, { response: refusal("another") })),
    ).toBe(
      [
        "unchanged  PUT examplebucket.s3.us-east-1.amazonaws.com #1 → 403",
        "    refused: the server read another request than passed the second tap, so it was changed behind it",
      ].join("\n"),
    );
    const wrong = { ...put, secret: "other" };
    expect(
      text(place(wrong, { knows: true }), place({ ...wrong, ...{ sent: moved.sent } } as ExampleRecipe)),
    ).toMatch(
      /^signed bytes changed here {2}PUT[\s\S]*\n {4}the signature was wrong before the first tap: look at the client$/,
    );
  });

  it("tells requests of one place alone", () => {
    expect(text(place(put), null)).toMatch(/^not behind it {2}PUT/);
    expect(text(null, place(put))).toMatch(/^only behind it {2}PUT/);
  });

  it("steers no terminal", () => {
    const sent: NonNullable<ExampleRecipe["sent"]> = (request) =>
      withHeader(request, "User-Agent", "\u001b[2J");
    expect(text(place(put), place({ ...put, sent }))).toContain("after   \\x1B[2J");
  });

  it("is one line of JSON", () => {
    const [before, after] = [place(put), place(moved)];
    expect(JSON.parse(tapJson({ before, after }, tapComparison(before, after)))).toMatchObject({
      schema: "countersign.comparison/1",
      before: { id: "1", verdict: "unverifiable", status: null },
      effect: "breaks",
      certainty: "observed",
      brokenHop: "between",
    });
    expect(JSON.parse(tapJson({ before, after: null }, null))).toMatchObject({
      after: null,
      effect: "lost",
      changes: [],
    });
  });

  it("sums up", () => {
    const counts: TapCounts = { effects: new Map(), parts: new Map() };
    const pairs: TapPair[] = [
      { before: place(put), after: place(moved) },
      { before: place(put), after: place(moved) },
      { before: place(put), after: place(put) },
      { before: place(put), after: null },
    ];
    for (const pair of pairs)
      countTap(counts, pair, pair.before && pair.after && tapComparison(pair.before, pair.after));
    expect(tapSummary(counts)).toBe("4 requests: 2 broke here (path 2), 1 unchanged, 1 not behind it");
  });
});
