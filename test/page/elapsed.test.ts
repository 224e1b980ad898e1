import { describe, expect, it, vi } from "vitest";
import { Elapsed } from "../../src/page/elapsed.tsx";
import { renderedText } from "../support/rendered.ts";

describe("the time since a request came", () => {
  it("is told in short, and nothing where it is not known", () => {
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.parse("2026-01-02T03:04:06.400Z"));
    expect(renderedText(Elapsed, { since: "2026-01-02T03:04:05.000Z" })).toBe("1.4 s…");
    expect(renderedText(Elapsed, { since: "2026-01-02T03:05:05.000Z" })).toBe("0 ms…");
    expect(renderedText(Elapsed, { since: null })).toBe("");
    clock.mockRestore();
  });
});
