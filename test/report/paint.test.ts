import { describe, expect, it } from "vitest";
import { plainPaint } from "../../src/report/paint.ts";

describe("plain paint", () => {
  it("leaves every text as it is", () => {
    for (const colour of Object.values(plainPaint)) expect(colour("text")).toBe("text");
    expect(Object.keys(plainPaint)).toEqual(["bold", "dim", "inverse", "red", "green", "yellow", "cyan"]);
  });
});
