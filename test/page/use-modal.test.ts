import type { VNode } from "preact";
import { h } from "preact";
import { render } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { useModal } from "../../src/page/use-modal.ts";

describe("a dialog that opens with the page", () => {
  it("is closed until it is there", () => {
    const seen: unknown[] = [];
    const Probe = (): VNode => {
      const dialog = useModal();
      seen.push(dialog.current);
      return h("dialog", { ref: dialog }) as VNode;
    };
    expect(render(h(Probe, {}))).toBe("<dialog></dialog>");
    expect(seen).toEqual([null]);
  });
});
