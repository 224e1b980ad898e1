import { describe, expect, it } from "vitest";
import { RequestsView } from "../../src/page/requests-view.tsx";
import { rendered, renderedText } from "../support/rendered.ts";

const props = {
  route: { view: "requests" as const, number: 0, filter: "", grouped: false },
  go: () => undefined,
  newest: 0,
  changes: 0,
  state: null,
};

describe("the list", () => {
  it("has its columns and its filter before any row is there", () => {
    expect(renderedText(RequestsView, props)).toContain(
      "Verdict Time Client Process Request Region Status Cause Skew Took",
    );
    expect(rendered(RequestsView, props)).toContain('role="grid"');
  });
});
