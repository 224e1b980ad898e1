import { describe, expect, it } from "vitest";
import {
  chainSupposition,
  passedOnVariations,
  prefixVariations,
  skippedVariations,
  swappedVariations,
} from "../../src/diagnosis/key-chain-variations.ts";
import { keyByChain } from "../../src/sigv4/key-chain.ts";

const scope = { date: "20260102", region: "us-east-1", service: "s3", terminator: "aws4_request" };

describe("key chain variations", () => {
  it.each([
    ["prefixes", prefixVariations, 19],
    ["results passed on", passedOnVariations, 45],
    ["exchanged steps", swappedVariations, 31],
    ["missing steps", skippedVariations, 15],
  ] as const)("hold every one of the %s once, each with a key of its own", (_, variations, count) => {
    expect(variations.length).toBe(count);
    const keys = variations.map(({ chain }) =>
      JSON.stringify([
        [...keyByChain("secret", scope, chain)],
        chain.swapped?.includes("signature") ?? false,
      ]),
    );
    expect(new Set(keys).size).toBe(count);
  });

  it("begin with the frequent ones", () => {
    expect(prefixVariations[0]?.chain).toEqual({ prefix: "" });
    expect(passedOnVariations[0]?.chain).toEqual({ passOn: ["hex", "hex", "hex", "hex"] });
    expect(swappedVariations[0]?.chain.swapped).toHaveLength(5);
    expect(skippedVariations[0]?.chain).toEqual({ skipped: ["terminator"] });
  });

  it("become suppositions about the key alone", () => {
    const supposition = chainSupposition({ words: "backwards", chain: { prefix: "4SWA" } });
    expect(supposition.key).toEqual({ chain: { prefix: "4SWA" } });
    expect(supposition.detail).toBe("The client derived its signing key backwards.");
    expect(supposition.request).toBeUndefined();
  });
});
