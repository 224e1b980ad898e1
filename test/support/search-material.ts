// Suppositions to combine, made up for tests of the walks.
import type { Material, Texts, Visit } from "../../src/diagnosis/search-combinations.ts";
import type {
  KeyVariant,
  RequestVariant,
  Supposed,
  TextVariant,
} from "../../src/diagnosis/search-variants.ts";
import { requestVariant } from "../../src/diagnosis/search-variants.ts";
import { hmacKey, packedText } from "../../src/http/hmac-words.ts";
import type { CanonicalInput } from "../../src/sigv4/canonical-request.ts";
import { testRule } from "./test-rule.ts";

const base: CanonicalInput = {
  method: "GET",
  canonicalUri: "/",
  canonicalQuery: "",
  headers: [{ name: "host", value: "h" }],
  signedHeaders: ["host"],
  payloadHash: "p",
};

/** A supposition of a rule of its own. */
export function supposed(id: string, request: Partial<CanonicalInput> = {}): Supposed {
  return { rule: testRule(id, {}), supposition: { changes: [], request, detail: "" }, weight: 1 };
}

/** A request with a change. */
export const variant = (id: string, request: Partial<CanonicalInput>): RequestVariant =>
  requestVariant({ ...base, ...request }, [supposed(id, request)]);
/** A key with a change. */
export const key = (id: string): KeyVariant => ({
  supposed: [supposed(id)],
  key: hmacKey(new Uint8Array(32)),
});
const text = (id: string): TextVariant => ({ supposed: [supposed(id)], change: { timestamp: id } });

/** Three requests, a key, a layout and a scope, each changed by another rule. */
export const material: Material = {
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

/** The combinations of a walk by the ids of their rules; it is stopped and taken up again behind each `every` of them. */
export function walked(walk: (visit: Visit) => boolean, every: number = Number.POSITIVE_INFINITY): string[] {
  const found: string[] = [];
  const onward = (): boolean =>
    walk(({ request, text: laid }, by) => {
      const all = [...request.supposed, ...by.supposed, ...laid.supposed];
      found.push(all.map(({ rule }) => rule.id).join("+"));
      return found.length % every === 0;
    });
  while (onward()) if (found.length % every !== 0) throw new Error("ended by no visit");
  return found;
}

const packed = packedText("");
/** Strings to sign that are never hashed. */
export const texts: Texts = {
  kept: (request, text) => ({ request, text, packed }),
  passing: (request, text) => ({ request, text, packed }),
};
