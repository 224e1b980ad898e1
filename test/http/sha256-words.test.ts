import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { absorbBlock, sha256Start, spreadBlock, wordsOfBlock } from "../../src/http/sha256-words.ts";

const hex = (state: Int32Array): string =>
  Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

describe("SHA-256 by words", () => {
  it("starts from the words of FIPS 180-4", () => {
    expect(hex(sha256Start())).toBe("6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19");
  });

  it("hashes the one-block message of FIPS 180-4", () => {
    const words = new Int32Array(wordsOfBlock);
    words[0] = 0x61626380;
    words[15] = 24;
    spreadBlock(words, 0);
    const state = sha256Start();
    absorbBlock(state, words, 0);
    expect(hex(state)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("carries its state over blocks, wherever they stand", () => {
    const words = new Int32Array(3 * wordsOfBlock);
    words.fill(0x61616161, wordsOfBlock, wordsOfBlock + 16);
    words[2 * wordsOfBlock] = 0x80000000 | 0;
    words[2 * wordsOfBlock + 15] = 512;
    const state = sha256Start();
    for (const at of [wordsOfBlock, 2 * wordsOfBlock]) {
      spreadBlock(words, at);
      absorbBlock(state, words, at);
    }
    expect(hex(state)).toBe(createHash("sha256").update("a".repeat(64)).digest("hex"));
  });
});
