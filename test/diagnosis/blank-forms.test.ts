import { expect, it } from "vitest";
import { otherBlanks, raw, squeezedOutsideQuotes } from "../../src/diagnosis/blank-forms.ts";
import { contextOf } from "../support/context-of.ts";

it("squeezes blanks except inside quotes", () => {
  expect(squeezedOutsideQuotes(' a   "b   c" ')).toBe('a "b   c"');
  expect(raw("a  b")).toBe("a  b");
});

it("puts second blanks back where there is one", () => {
  const context = contextOf({
    url: "https://examplebucket.s3.us-east-1.amazonaws.com/a",
    headers: [["x-amz-meta-a", "b c"]],
  });
  expect([...otherBlanks(context, "x-amz-meta-a", "b c")]).toContain("b  c");
});
