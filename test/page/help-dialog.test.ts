import { describe, expect, it } from "vitest";
import { filterHelp, HelpDialog } from "../../src/page/help-dialog.tsx";
import { parseFilter } from "../../src/report/filter-expression.ts";
import { renderedText } from "../support/rendered.ts";

describe("the help", () => {
  it("shows keys and filters", () => {
    const text = renderedText(HelpDialog, { close: () => undefined });
    expect(text).toContain("next, previous request");
    expect(text).toContain("~verdict mismatch");
  });

  it("shows filters that are ones", () => {
    for (const [term] of filterHelp.slice(0, -1))
      expect([term, "wrong" in parseFilter(term)]).toEqual([term, false]);
  });
});
