import { describe, expect, it } from "vitest";
import { themeAfter } from "../../src/page/theme.ts";

describe("the theme", () => {
  it("goes from the system's to light, dark, and back", () => {
    expect([themeAfter("system"), themeAfter("light"), themeAfter("dark")]).toEqual([
      "light",
      "dark",
      "system",
    ]);
  });
});
