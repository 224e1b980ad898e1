import { describe, expect, it } from "vitest";
import { plainPaint } from "../../src/report/paint.ts";
import { paragraph, rows } from "../../src/report/text-layout.ts";

describe("text layout", () => {
  it("breaks a paragraph at blanks, 100 columns wide, indented", () => {
    const lines = paragraph("word ".repeat(40).trim(), "    ").split("\n");
    expect(lines.map((line) => line.length)).toEqual([98, 98, 13]);
    expect(lines.every((line) => line.startsWith("    word") && line.length <= 100)).toBe(true);
  });

  it("keeps a word that is longer than the line, and line breaks of the text", () => {
    const long = "x".repeat(150);
    expect(paragraph(`a ${long} b\nc`, "  ")).toBe(`  a\n  ${long}\n  b\n  c`);
  });

  it("puts labels in front and leaves empty rows out", () => {
    expect(
      rows(
        [
          ["what", "one"],
          ["why", ""],
          ["do", "two"],
        ],
        plainPaint,
      ),
    ).toBe("    what        one\n    do          two");
  });
});
