import { describe, expect, it } from "vitest";
import type { Material, Texts } from "../../src/diagnosis/search-combinations.ts";
import { pairsOf, tripleCandidates } from "../../src/diagnosis/search-combinations.ts";
import type { KeyVariant, RequestVariant, TextVariant } from "../../src/diagnosis/search-variants.ts";
import { requestVariant } from "../../src/diagnosis/search-variants.ts";
import { hmacKey, packedText } from "../../src/http/hmac-words.ts";
import type { CanonicalInput } from "../../src/sigv4/canonical-request.ts";
import { testRule } from "../support/test-rule.ts";

const base: CanonicalInput = {
  method: "GET",
  canonicalUri: "/",
  canonicalQuery: "",
  headers: [{ name: "host", value: "h" }],
  signedHeaders: ["host"],
  payloadHash: "p",
};

function supposed(id: string, request: Partial<CanonicalInput> = {}) {
  return { rule: testRule(id, {}), supposition: { changes: [], request, detail: "" }, weight: 1 };
}

const variant = (id: string, request: Partial<CanonicalInput>): RequestVariant =>
  requestVariant({ ...base, ...request }, [supposed(id, request)]);
const key = (id: string): KeyVariant => ({
  supposed: [supposed(id)],
  key: hmacKey(new Uint8Array(32)),
});
const text = (id: string): TextVariant => ({ supposed: [supposed(id)], change: { timestamp: id } });

const material: Material = {
  base,
  ownRequests: [requestVariant(base, [])],
  ownKeys: [{ supposed: [], key: hmacKey(new Uint8Array(32)) }],
  requests: [
    variant("m", { method: "PUT" }),
    variant("u", { canonicalUri: "/b" }),
    variant("q", { canonicalQuery: "a=" }),
  ],
  keys: [key("k")],
  texts: [text("t")],
  scopes: [
    {
      supposed: [supposed("s")],
      keys: [{ supposed: [], key: hmacKey(new Uint8Array(32)) }],
      text: text("s"),
    },
  ],
};

const names = (
  candidates: readonly { request: RequestVariant; key: KeyVariant; text: TextVariant }[],
): string[] =>
  candidates.map(({ request, key: by, text: laid }) =>
    [...request.supposed, ...by.supposed, ...laid.supposed].map(({ rule }) => rule.id).join("+"),
  );

const packed = packedText("");
const texts: Texts = {
  kept: (request, text) => ({ request, text, packed }),
  passing: (request, text) => ({ request, text, packed }),
};

/** The pairs in the order of the walk, which is stopped and taken up again behind each `every` of them. */
function pairsOfAll(some: Material, every = Number.POSITIVE_INFINITY): string[] {
  const found: Parameters<typeof names>[0][number][] = [];
  const walk = pairsOf(some, texts);
  const onward = (): boolean =>
    walk(({ request, text: laid }, by) => {
      found.push({ request, key: by, text: laid });
      return found.length % every === 0;
    });
  while (onward()) expect(found.length % every).toBe(0);
  return names(found);
}

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
  it("make triples of the likely ones", () => {
    expect(names([...tripleCandidates(material)]).sort()).toEqual(
      ["m+u+k", "m+q+k", "u+q+k", "m+u+q", "m+k+t", "u+k+t", "q+k+t"].sort(),
    );
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
