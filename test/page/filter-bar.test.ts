import { createRef } from "preact";
import { describe, expect, it } from "vitest";
import { FilterBar } from "../../src/page/filter-bar.tsx";
import { rendered, renderedText } from "../support/rendered.ts";

const bar = (filter: string): Parameters<typeof FilterBar>[0] => ({
  route: { view: "requests", number: 0, filter, grouped: true },
  go: () => undefined,
  field: createRef<HTMLInputElement>(),
  found: "12 requests",
});

describe("the filter", () => {
  it("shows how much it asks for", () => {
    expect(renderedText(FilterBar, bar("~err"))).toContain("12 requests");
    expect(rendered(FilterBar, bar("~verdict mismatch"))).toMatch(/aria-pressed="true"[^>]*>Mismatch/);
    expect(rendered(FilterBar, bar(""))).toMatch(/aria-pressed="true"[^>]*>Group repeats/);
  });

  it("says where it is wrong", () => {
    const html = rendered(FilterBar, bar("~verdict mismatch | ("));
    expect(html).toContain("At character 22: it ends too early.");
    expect(html).toContain('aria-invalid="true"');
  });
});
