import { describe, expect, it } from "vitest";
import { triplesOf } from "../../src/diagnosis/search-triples.ts";
import { material, texts, variant, walked } from "../support/search-material.ts";

const sorted = (triples: string[]): string[] =>
  triples.map((triple) => triple.split("+").sort().join("+")).sort();

describe("triples", () => {
  it("are every three changes that are independent, each once", () => {
    expect(sorted(walked(triplesOf(material, texts)))).toEqual(
      ["k+m+u", "k+m+q", "k+q+u", "m+q+u", "m+t+u", "m+q+t", "q+t+u", "m+s+u", "m+q+s", "q+s+u"]
        .concat(["k+m+t", "k+t+u", "k+q+t"])
        .sort(),
    );
  });

  it("go on behind the triple where they were stopped", () => {
    expect(walked(triplesOf(material, texts), 1)).toEqual(walked(triplesOf(material, texts)));
  });

  it("are none of two lists, nor of two changes of one part", () => {
    const lone = { ...material, keys: [], texts: [], scopes: [], requests: material.requests.slice(0, 2) };
    expect(walked(triplesOf(lone, texts))).toEqual([]);
    const clash = { ...material, requests: [variant("a", { method: "a" }), variant("b", { method: "b" })] };
    expect(sorted(walked(triplesOf(clash, texts)))).toEqual(["a+k+t", "b+k+t"]);
  });
});
