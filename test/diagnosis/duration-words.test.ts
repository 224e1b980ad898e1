import { describe, expect, it } from "vitest";
import { durationWords } from "../../src/diagnosis/duration-words.ts";

describe("durationWords", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [-1200, "20 minutes"],
    [3583, "59 minutes 43 seconds"],
    [19_800, "5 hours 30 minutes"],
    [273_906, "3 days 4 hours"],
  ])("says %i as %s", (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });
});
