import { describe, expect, it } from "vitest";
import { canonicalDiff } from "../../src/report/canonical-diff.ts";
import { sideBySide } from "../../src/report/side-by-side.ts";

function rows(sent: string, signed: string): [boolean, string | null, string | null][] {
  const text = (side: ReturnType<typeof sideBySide>[number]["sent"]) =>
    side?.pieces.map((piece) => (piece.changed ? `[${piece.text}]` : piece.text)).join("") ?? null;
  return sideBySide(canonicalDiff(sent, signed)).map((row) => [
    row.changed,
    text(row.sent),
    text(row.signed),
  ]);
}

describe("two columns", () => {
  it("put equal lines beside each other, and a changed line beside what it was", () => {
    expect(rows("GET\n/a\nhost:x:443\nend", "GET\n/a\nhost:x\nend")).toEqual([
      [false, "GET", "GET"],
      [false, "/a", "/a"],
      [true, "host:x[:443]", "host:x"],
      [false, "end", "end"],
    ]);
  });

  it("leave a side empty where a line has no counterpart", () => {
    expect(rows("GET\naccept:a\nend", "GET\nend")).toEqual([
      [false, "GET", "GET"],
      [true, "[accept:a]", null],
      [false, "end", "end"],
    ]);
    expect(rows("GET\nend", "GET\nvia:b\nend")).toEqual([
      [false, "GET", "GET"],
      [true, null, "[via:b]"],
      [false, "end", "end"],
    ]);
  });

  it("do not pair lines of different headers", () => {
    expect(rows("accept:a\nend", "via:b\nend")).toEqual([
      [true, "[accept:a]", null],
      [true, null, "[via:b]"],
      [false, "end", "end"],
    ]);
  });

  it("pair lines that are no headers", () => {
    expect(rows("GET\nend", "POST\nend")).toEqual([
      [true, "[GE]T", "[POS]T"],
      [false, "end", "end"],
    ]);
  });
});
