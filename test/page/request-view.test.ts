import { describe, expect, it } from "vitest";
import { RequestView } from "../../src/page/request-view.tsx";
import { renderedText } from "../support/rendered.ts";

describe("the view of a request", () => {
  it("waits for what it asked for", () => {
    const route = { view: "request" as const, number: 1, filter: "", grouped: false };
    expect(renderedText(RequestView, { route, go: () => undefined, changes: 0 })).toBe("…");
  });
});
