import { h } from "preact";
import { render } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { useKeys } from "../../src/page/use-keys.ts";

describe("keys of a view", () => {
  it("are listened for only where there is a page", () => {
    const taken: string[] = [];
    const Probe = (): null => {
      useKeys((command) => taken.push(command) > 0);
      return null;
    };
    expect(render(h(Probe, {}))).toBe("");
    expect(taken).toEqual([]);
  });
});
