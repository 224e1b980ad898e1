import { h } from "preact";
import { render } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { useAsked } from "../../src/page/use-asked.ts";

describe("what is asked for", () => {
  it("is nothing until it came", () => {
    const seen: unknown[] = [];
    const Probe = (): null => {
      seen.push(useAsked("/api/state"));
      return null;
    };
    render(h(Probe, {}));
    expect(seen).toEqual([{ value: null, error: null }]);
  });
});
