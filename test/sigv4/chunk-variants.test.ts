import { describe, expect, it } from "vitest";
import { chunkText } from "../../src/sigv4/chunk-signature.ts";
import {
  changedChunkText,
  chunkVariants,
  nothingMistakable,
  variantPairs,
} from "../../src/sigv4/chunk-variants.ts";

const own = chunkText(
  { algorithm: "AWS4-HMAC-SHA256", timestamp: "20260102T030405Z", scope: "scope" },
  "aa",
  "bb",
);

describe("chunkVariants", () => {
  const { near, far } = chunkVariants(own, {
    ...nothingMistakable,
    signatures: [
      ["cc", "the seed signature"],
      ["aa", "the signature of chunk 0"],
    ],
    hashes: [["dd", "the framed body"]],
    times: ["20260102T030000Z"],
  });

  it("offers every part, the signature before it first", () => {
    expect(near[0]).toEqual({ part: "previous", value: "cc", words: "the seed signature" });
    expect([...new Set(near.map(({ part }) => part))]).toEqual([
      "previous",
      "middle",
      "hash",
      "prefix",
      "joint",
      "timestamp",
    ]);
  });

  it("leaves out what the text has already", () => {
    expect(near.some(({ part, value }) => part === "previous" && value === "aa")).toBe(false);
    expect(near.some(({ value }) => value === "AWS4-HMAC-SHA256-PAYLOAD")).toBe(false);
    expect(near.some(({ part, value }) => part === "middle" && value === own.middle)).toBe(false);
  });

  it("reads the clock again within five seconds, then up to ten minutes later", () => {
    const times = near.filter(({ part }) => part === "timestamp").map(({ value }) => value);
    expect(times).toContain("20260102T030410Z");
    expect(times).toContain("20260102T030400Z");
    expect(times).toContain("20260102T030000Z");
    expect(times).not.toContain("20260102T030411Z");
    expect(far.map(({ value }) => value)).toContain("20260102T031405Z");
    expect(far.map(({ value }) => value)).toContain("20260102T030305Z");
    expect(far).toHaveLength(595 + 55);
  });

  it("offers SigV4A the first lines of both algorithms", () => {
    const prefix = "AWS4-ECDSA-P256-SHA256-PAYLOAD";
    const found = chunkVariants({ ...own, prefix }, nothingMistakable).near;
    expect(found.filter(({ part }) => part === "prefix").map(({ value }) => value)).toEqual([
      "AWS4-ECDSA-P256-SHA256-TRAILER",
      "AWS4-ECDSA-P256-SHA256",
      "AWS4-HMAC-SHA256-PAYLOAD",
      "AWS4-HMAC-SHA256-TRAILER",
      "AWS4-HMAC-SHA256",
    ]);
  });

  it("has no times around a time that is none", () => {
    expect(chunkVariants({ ...own, timestamp: "now" }, nothingMistakable).far).toEqual([]);
  });
});

it("applies variants to a text, and leaves a spelling to who compares", () => {
  const changed = changedChunkText(own, [
    { part: "previous", value: "cc", words: "" },
    { part: "middle", value: null, words: "" },
    { part: "spelling", value: "x", words: "" },
  ]);
  expect(changed).toEqual({ ...own, previous: "cc", middle: null });
});

it("pairs variants of different parts", () => {
  const variants = [
    { part: "previous", value: "1", words: "" },
    { part: "previous", value: "2", words: "" },
    { part: "hash", value: "3", words: "" },
  ] as const;
  expect([...variantPairs(variants)].map(([a, b]) => `${a.value}${b.value}`)).toEqual(["13", "23"]);
});
