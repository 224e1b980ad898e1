import { afterEach, describe, expect, it, vi } from "vitest";
import { App } from "../../src/page/app.tsx";
import { renderedText } from "../support/rendered.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the page", () => {
  it.each([
    ["#/", "Verdict Time Client"],
    ["#/explain", "Explain a request"],
    ["#/overview", "…"],
    ["#/request/1", "…"],
    ["#/connect", "…"],
  ])("shows at %s: %s", (hash, says) => {
    vi.stubGlobal("location", { hash });
    const text = renderedText(App, { theme: "light", nextTheme: () => undefined });
    expect(text).toContain("countersign");
    expect(text).toContain(says);
  });
});
