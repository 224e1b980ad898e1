import { describe, expect, it } from "vitest";
import { TopBar } from "../../src/page/top-bar.tsx";
import { rendered, renderedText } from "../support/rendered.ts";

const state = { version: "1", mode: "live" as const, place: null, requests: 3, notes: [], setup: null };
const props = {
  ...{ state, requests: 1200, connected: true, view: "requests" as const, theme: "system" as const },
  ...{ nextTheme: () => undefined, go: () => undefined, help: () => undefined },
};

describe("the bar", () => {
  it("says where one is and whether news come", () => {
    expect(renderedText(TopBar, props)).toContain("Requests 1 200 Overview Explain Connect live");
    expect(rendered(TopBar, { ...props, view: "request" })).toMatch(/aria-current="page"[^>]*>Requests/);
    expect(renderedText(TopBar, { ...props, connected: false })).toContain("not connected");
  });

  it("tells which files are open, and offers nothing to connect", () => {
    const text = renderedText(TopBar, { ...props, state: { ...state, mode: "files", place: "a.har" } });
    expect(text).toContain("a.har");
    expect(text).not.toContain("Connect");
  });
});
