import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DiffLine } from "../../src/report/canonical-diff.ts";
import { canonicalDiff } from "../../src/report/canonical-diff.ts";

function shown(lines: readonly DiffLine[]): string[] {
  const sign = { same: " ", sent: "-", signed: "+" };
  return lines.map(
    ({ kind, pieces }) =>
      sign[kind] + pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join(""),
  );
}

function side(lines: readonly DiffLine[], kind: "sent" | "signed"): string {
  const own = lines.filter((line) => line.kind === "same" || line.kind === kind);
  return own.map(({ pieces }) => pieces.map(({ text }) => text).join("")).join("\n");
}

describe("canonical diff", () => {
  it("marks the changed bytes of a header and leaves equal lines alone", () => {
    expect(shown(canonicalDiff("PUT\n/\n\na:x\nhost:h", "PUT\n/\n\na:x; y\nhost:h"))).toEqual([
      " PUT",
      " /",
      " ",
      "-a:x",
      "+a:x[; y]",
      " host:h",
    ]);
  });

  it("shows a header that is on one side only", () => {
    expect(shown(canonicalDiff("a:1\nc:3", "a:1\nb:2\nc:3"))).toEqual([" a:1", "+[b:2]", " c:3"]);
    expect(shown(canonicalDiff("a:1\nb:2\nc:3", "a:1\nc:3"))).toEqual([" a:1", "-[b:2]", " c:3"]);
  });

  it("puts lines of the same header above each other and keeps the order of both sides", () => {
    expect(shown(canonicalDiff("a:1\nc:2", "a:3\nb:3\nc:4"))).toEqual([
      "-a:[1]",
      "+a:[3]",
      "+[b:3]",
      "-c:[2]",
      "+c:[4]",
    ]);
    expect(shown(canonicalDiff("a:1\nb:2", "b:3\na:4"))).toEqual(["+[b:3]", "-a:[1]", "+a:[4]", "-[b:2]"]);
  });

  it("finds two changes apart from each other", () => {
    expect(shown(canonicalDiff("GET\n/a\nx:1\ny:1", "PUT\n/a\nx:1\ny:2"))).toEqual([
      "-[GE]T",
      "+[PU]T",
      " /a",
      " x:1",
      "-y:[1]",
      "+y:[2]",
    ]);
  });

  it("says nothing changed when nothing did", () => {
    expect(shown(canonicalDiff("a\nb", "a\nb"))).toEqual([" a", " b"]);
  });

  it("gives both texts back, whatever they are", () => {
    const lines = fc
      .array(fc.constantFrom("a:1", "a:2", "b:1", "", "GET", "/x", "/x?y"))
      .map((all) => all.join("\n"));
    fc.assert(
      fc.property(lines, lines, (sent, signed) => {
        const diff = canonicalDiff(sent, signed);
        return side(diff, "sent") === sent && side(diff, "signed") === signed;
      }),
    );
  });

  it("takes long texts in no time", () => {
    const sent = Array.from({ length: 5000 }, (_, line) => `h${line}:1`).join("\n");
    const signed = Array.from({ length: 5000 }, (_, line) => `h${line}:2`).join("\n");
    expect(side(canonicalDiff(sent, signed), "signed")).toBe(signed);
  });
});
