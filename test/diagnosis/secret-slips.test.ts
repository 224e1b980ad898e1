import { describe, expect, it } from "vitest";
import {
  lengthenedSecrets,
  mistypedSecrets,
  replacedSecrets,
  truncatedSecrets,
} from "../../src/diagnosis/secret-slips.ts";

const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const outcomes = (changes: typeof truncatedSecrets): string[] => changes.map(({ change }) => change(secret));

describe("truncatedSecrets", () => {
  it("cuts at both ends, at slashes and in the middle", () => {
    const found = outcomes(truncatedSecrets);
    expect(found).toContain("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE");
    expect(found).toContain("JalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    expect(found).toContain("wJalrXUtnFEMI");
    expect(found).toContain("bPxRfiCYEXAMPLEKEY");
    expect(found).toContain("wJalrXUtnFEMI/KMDENG/bPxRfiCYEXAMPLEKEY");
  });
});

describe("mistypedSecrets", () => {
  it("exchanges neighbours, changes case, doubles, and mistakes look-alikes", () => {
    const found = outcomes(mistypedSecrets);
    expect(found).toContain("JwalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    expect(found).toContain("WJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    expect(found).toContain("wwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    expect(found).toContain("wJa1rXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  });

  it("stays below five hundred derivations", () => {
    expect(new Set([...outcomes(truncatedSecrets), ...outcomes(mistypedSecrets)]).size).toBeLessThan(500);
  });
});

describe("replacedSecrets", () => {
  it("puts every character of the alphabet in every place", () => {
    const found = new Set(outcomes(replacedSecrets));
    expect(found.size).toBe(40 * 63 + 1);
    expect(found).toContain("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE+");
  });
});

describe("lengthenedSecrets", () => {
  it("adds one character to a secret that is short of one, and to no other", () => {
    const short = lengthenedSecrets.map(({ change }) => change("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE"));
    expect(short).toContain("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    expect(new Set(outcomes(lengthenedSecrets)).size).toBe(1);
  });
});
