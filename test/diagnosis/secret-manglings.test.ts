import { describe, expect, it } from "vitest";
import { secretManglings } from "../../src/diagnosis/secret-manglings.ts";

describe("secretManglings", () => {
  it.each([
    ["a+b/c", "a b/c"],
    ["a+b/c", "a%2Bb%2Fc"],
    ["a+b/c", "a+b\\/c"],
    ["a+b/c", "a-b_c"],
    ["a%2Bb%2Fc", "a+b/c"],
  ])("turns %s into %s among others", (secret, mangled) => {
    expect(secretManglings.map(({ change }) => change(secret))).toContain(mangled);
  });
});
