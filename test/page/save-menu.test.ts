import { afterEach, describe, expect, it, vi } from "vitest";
import { offer, SaveMenu } from "../../src/page/save-menu.tsx";
import { renderedText } from "../support/rendered.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("saving", () => {
  it("offers every format of many requests", () => {
    expect(renderedText(SaveMenu, { filter: "" })).toBe(
      "Save as Save as… har jsonl sarif junit markdown html",
    );
  });

  it("gives the browser a file with a name", () => {
    const link = { clicked: 0, click: () => (link.clicked += 1), href: "", download: "" };
    vi.stubGlobal("document", { createElement: () => link });
    offer(new Blob(["x"]), "countersign.har");
    expect([link.clicked, link.download, link.href.startsWith("blob:")]).toEqual([
      1,
      "countersign.har",
      true,
    ]);
  });
});
