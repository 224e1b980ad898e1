import { describe, expect, it } from "vitest";
import { htmlStyle } from "../../src/report/html-style.ts";

/** Relative luminance of a colour `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("the style sheet", () => {
  const schemes = htmlStyle.split("@media (prefers-color-scheme: dark)").slice(0, 2);

  it("loads nothing and cannot end its element", () => {
    expect(htmlStyle).not.toMatch(/url\(|@import|<\//);
  });

  it("has enough contrast for every text, in light and in dark", () => {
    for (const scheme of schemes) {
      const colours = new Map(
        [...scheme.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [
          name,
          value,
        ]),
      );
      const of = (name: string): string => colours.get(name) ?? "";
      const pairs = [
        ["ink", "paper"],
        ["ink", "card"],
        ["ink", "well"],
        ["ink", "sent"],
        ["ink", "signed"],
        ["ink", "good-wash"],
        ["ink", "bad-wash"],
        ["soft", "paper"],
        ["soft", "card"],
        ["soft", "well"],
        ["link", "card"],
        ["link", "paper"],
        ["bad", "bad-wash"],
        ["warn", "warn-wash"],
        ["good", "good-wash"],
      ] as const;
      for (const [text, ground] of pairs)
        expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
