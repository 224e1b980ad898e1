import { describe, expect, it } from "vitest";
import type { Material } from "../../src/diagnosis/search-combinations.ts";
import { pairsOf } from "../../src/diagnosis/search-combinations.ts";
import type { KeyVariant } from "../../src/diagnosis/search-variants.ts";
import { key, material, supposed, texts, variant, walked } from "../support/search-material.ts";

const pairsOfAll = (some: Material, every?: number): string[] => walked(pairsOf(some, texts), every);

describe("combinations", () => {
  it("pair requests with keys, texts, scopes and each other, and texts with keys", () => {
    expect(pairsOfAll(material).sort()).toEqual(
      ["m+k", "u+k", "q+k", "m+u", "m+q", "u+q", "m+t", "u+t", "q+t", "m+s", "u+s", "q+s", "k+t"].sort(),
    );
  });
  it("go on behind the pair where they were stopped", () => {
    expect(pairsOfAll(material, 1)).toEqual(pairsOfAll(material));
    expect(pairsOfAll(material, 3)).toEqual(pairsOfAll(material));
  });
  it("take the likelier pairs first, of whichever kind", () => {
    const likely = (id: string, weight: number): KeyVariant => ({
      ...key(id),
      supposed: [{ ...supposed(id), weight }],
    });
    const keys = [likely("k", 1), likely("rare", 1 / 64)];
    const order = pairsOfAll({ ...material, keys });
    expect(order.indexOf("m+k")).toBeLessThan(order.indexOf("m+u"));
    expect(order.indexOf("m+u")).toBeLessThan(order.indexOf("m+rare"));
  });
  it("meet every key and every request without a change", () => {
    const two = material.ownKeys.flatMap((own) => [own, own]);
    const [first] = material.requests;
    const lone = { ...material, requests: first ? [first] : [], keys: [], scopes: [], ownKeys: two };
    expect(pairsOfAll(lone)).toEqual(["m+t", "m+t"]);
  });
  it("end where there is nothing to combine", () => {
    expect(pairsOfAll({ ...material, requests: [], keys: [], texts: [], scopes: [] })).toEqual([]);
    const [request] = material.requests;
    expect(
      pairsOfAll({ ...material, requests: request ? [request] : [], keys: [], texts: [], scopes: [] }),
    ).toEqual([]);
  });
  it("leave out two changes of one part", () => {
    const clash = {
      ...material,
      requests: [variant("a", { method: "PUT" }), variant("b", { method: "get" })],
      keys: [],
      texts: [],
      scopes: [],
    };
    expect(pairsOfAll(clash)).toEqual([]);
  });
});
