import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { revealSecret, Secret } from "../../src/sigv4/secret.ts";

const secret = new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

describe("secret", () => {
  it("does not print, serialise or inspect itself", () => {
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
      JSON.stringify(Object.entries(secret)),
    ];
    for (const text of shown) expect(text).not.toContain("wJalr");
    expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
    expect(inspect(secret)).toBe("[redacted]");
  });
  it("is not carried along by a structured copy", () => {
    expect(JSON.stringify(structuredClone({ ...secret }))).toBe("{}");
  });
  it("is unwrapped by one function", () => {
    expect(revealSecret(secret)).toBe("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  });
  it("cannot be forged", () => {
    expect(() => revealSecret(Object.create(Secret.prototype))).toThrow("this is a bug");
  });
});
