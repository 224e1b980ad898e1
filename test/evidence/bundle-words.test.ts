import { describe, expect, it } from "vitest";
import { bundleReadme } from "../../src/evidence/bundle-words.ts";

describe("what a bundle says of itself", () => {
  it("names key and head, how to check, what it proves and what not", () => {
    const text = bundleReadme({
      version: "1.2.3",
      createdAt: "2026-01-02T03:04:05.000Z",
      keyId: "abc",
      head: "def",
    });
    for (const words of [
      "Key abc",
      "Head of the chain def",
      "openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig",
      "by anyone who does not hold the key",
      "Whoever holds the key can make a whole new chain",
      "It does not show who sent a request",
    ])
      expect(text).toContain(words);
  });
});
