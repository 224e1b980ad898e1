import { describe, expect, it } from "vitest";
import { pairCandidates, tripleCandidates } from "../../src/diagnosis/search-combinations.ts";
import type { KeyVariant, RequestVariant, TextVariant } from "../../src/diagnosis/search-variants.ts";
import { requestVariant } from "../../src/diagnosis/search-variants.ts";
import { hmacKey } from "../../src/http/hmac-words.ts";
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

const material = {
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
};

const names = (
  candidates: Iterable<{ request: RequestVariant; key: KeyVariant; text: TextVariant }>,
): string[] =>
  [...candidates].map(({ request, key: by, text: laid }) =>
    [...request.supposed, ...by.supposed, ...laid.supposed].map(({ rule }) => rule.id).join("+"),
  );

describe("combinations", () => {
  it("pair requests with keys, with texts and with each other, and texts with keys", () => {
    expect(names(pairCandidates(material)).sort()).toEqual(
      ["m+k", "u+k", "q+k", "m+u", "m+q", "u+q", "m+t", "u+t", "q+t", "k+t"].sort(),
    );
  });
  it("end where there is nothing to combine", () => {
    expect(names(pairCandidates({ ...material, requests: [], keys: [], texts: [] }))).toEqual([]);
    const [request] = material.requests;
    const lone = { ...material, requests: request ? [request] : [], keys: [], texts: [] };
    expect(names(pairCandidates(lone))).toEqual([]);
  });
  it("make triples of the likely ones", () => {
    expect(names(tripleCandidates(material)).sort()).toEqual(
      ["m+u+k", "m+q+k", "u+q+k", "m+u+q", "m+k+t", "u+k+t", "q+k+t"].sort(),
    );
  });
  it("leave out two changes of one part", () => {
    const clash = {
      ...material,
      requests: [variant("a", { method: "PUT" }), variant("b", { method: "get" })],
      keys: [],
      texts: [],
    };
    expect(names(pairCandidates(clash))).toEqual([]);
  });
});
