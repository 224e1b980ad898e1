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

  it("leaves one lost or doubled character to the slips of the hand", () => {
    const changed = (secret: string): string[] => secretManglings.map(({ change }) => change(secret));
    expect(changed("ab/c")).not.toContain("abc");
    expect(changed("ab/c")).not.toContain("ab//c");
    expect(changed("a/b/c")).toContain("abc");
    expect(changed("a+b/c")).toContain("abc");
  });
});
