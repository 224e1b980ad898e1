import { describe, expect, it } from "vitest";
import { paintFor } from "../../src/cli/paint.ts";

describe("paintFor", () => {
  it("colours only when asked", () => {
    expect(paintFor(true).red("x")).toBe("\u001b[31mx\u001b[39m");
    expect(paintFor(false).red("x")).toBe("x");
  });
});
