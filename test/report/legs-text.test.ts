import { expect, it } from "vitest";
import { legsText } from "../../src/report/legs-text.ts";
import { plainPaint } from "../../src/report/paint.ts";

const same = (text: string): string => text;
const redaction = {
  text: (text: string) => text.replace("secret", "[redacted]"),
  own: same,
  header: (_: string, value: string) => value,
  signature: same,
};

it("shows each leg in one line for each change, invisible bytes visible and secrets hidden", () => {
  const legs = [
    {
      from: "client",
      to: "wire",
      same: false,
      changes: [{ part: "header host", from: "a\tsecret", to: "b" }],
    },
    { from: "wire", to: "server", same: true, changes: [] },
  ] as const;
  const text = legsText(legs, redaction, plainPaint);
  expect(text).toContain('client → wire: header host "');
  expect(text).toContain('[redacted]" → "b"');
  expect(text).not.toContain("\t");
  expect(text.split("\n")[1]).toContain("wire → server: the same request");
  const unknown = legsText(
    [{ from: "wire", to: "server", same: false, changes: null }],
    redaction,
    plainPaint,
  );
  expect(unknown).toContain("only its hash is known");
  expect(legsText([], redaction, plainPaint)).toBe("");
});
