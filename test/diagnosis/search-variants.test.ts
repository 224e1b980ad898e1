import { describe, expect, it } from "vitest";
import { exampleKnowledge, signedExample } from "../../src/diagnosis/example.ts";
import type { KeyChange } from "../../src/diagnosis/rule.ts";
import {
  combinedVariant,
  keyVariants,
  plainText,
  requestVariant,
  variantText,
} from "../../src/diagnosis/search-variants.ts";
import { sha256Hex } from "../../src/http/digest.ts";
import { hmacKey } from "../../src/http/hmac-words.ts";
import { canonicalInput } from "../../src/sigv4/canonical-readings.ts";
import { rememberDerivedKeys } from "../../src/sigv4/derived-keys.ts";
import { parseEnvelope } from "../../src/sigv4/envelope.ts";
import { keyByChain } from "../../src/sigv4/key-chain.ts";
import type { Knowledge } from "../../src/sigv4/known-credentials.ts";
import { testRule } from "../support/test-rule.ts";

const example = signedExample({ url: "https://examplebucket.s3.us-east-1.amazonaws.com/a" });
const reading = parseEnvelope(example.request);
if (reading.kind !== "read") throw new Error(reading.kind);
const { envelope } = reading;
const input = canonicalInput(example.request, envelope, { pathEncoding: "single" });
const supposed = (id: string, request: object) => ({
  rule: testRule(id, {}),
  supposition: { changes: [], request, detail: "" },
  weight: 1,
});

describe("search variants", () => {
  it("hash the canonical request once", () => {
    expect(requestVariant(input, []).sha256Hex).toBe(sha256Hex(example.signedCanonicalRequest ?? ""));
  });
  it("combine changes of different parts by different rules only", () => {
    const path = requestVariant({ ...input, canonicalUri: "/b" }, [supposed("path", { canonicalUri: "/b" })]);
    const method = requestVariant({ ...input, method: "PUT" }, [supposed("method", { method: "PUT" })]);
    const path2 = requestVariant({ ...input, canonicalUri: "/c" }, [
      supposed("path-2", { canonicalUri: "/c" }),
    ]);
    expect(combinedVariant(input, [path, method])?.input).toMatchObject({
      canonicalUri: "/b",
      method: "PUT",
    });
    expect(combinedVariant(input, [path, path2])).toBeNull();
    expect(combinedVariant(input, [path, path])).toBeNull();
  });
  it("combine changes of two header values, and refuse two of the same one", () => {
    const withValue = (name: string, value: string) => {
      const headers = input.headers.map((header) => (header.name === name ? { name, value } : header));
      return requestVariant({ ...input, headers }, [supposed(`${name}-${value}`, { headers })]);
    };
    const both = combinedVariant(input, [withValue("host", "h"), withValue("x-amz-date", "d")]);
    expect(both?.input.headers.map(({ value }) => value)).toEqual(["h", expect.any(String), "d"]);
    expect(combinedVariant(input, [withValue("host", "h"), withValue("host", "i")])).toBeNull();
    const fewer = requestVariant({ ...input, headers: [] }, [supposed("fewer", { headers: [] })]);
    expect(combinedVariant(input, [withValue("host", "h"), fewer])).toBeNull();
  });
  it("combine a changed value with another header left out", () => {
    const [host, hash, date] = input.headers;
    if (!host || !hash || !date) throw new Error("the example signs three headers");
    const without = { headers: [host, date], signedHeaders: ["host", "x-amz-date"] };
    const other = { headers: [{ name: "host", value: "h" }, hash, date] };
    const both = combinedVariant(input, [
      requestVariant({ ...input, ...without }, [supposed("without", without)]),
      requestVariant({ ...input, ...other }, [supposed("other", other)]),
    ]);
    expect(both?.input.headers).toEqual([{ name: "host", value: "h" }, date]);
    expect(both?.input.signedHeaders).toEqual(["host", "x-amz-date"]);
  });
  it("combine another order of the lines with a changed value", () => {
    const turned = { headers: [...input.headers].reverse() };
    const changed = {
      headers: input.headers.map((header) =>
        header.name === "host" ? { name: "host", value: "h" } : header,
      ),
    };
    const both = combinedVariant(input, [
      requestVariant({ ...input, ...turned }, [supposed("turned", turned)]),
      requestVariant({ ...input, ...changed }, [supposed("changed", changed)]),
    ]);
    expect(both?.input.headers.map(({ name }) => name)).toEqual([
      "x-amz-date",
      "x-amz-content-sha256",
      "host",
    ]);
    expect(both?.input.headers.at(-1)?.value).toBe("h");
  });
  it("hash a canonical request as a layout rewrites it", () => {
    const layout = (text: string) => text.replaceAll("\n", "\r\n");
    const expected = sha256Hex((example.signedCanonicalRequest ?? "").replaceAll("\n", "\r\n"));
    expect(requestVariant(input, [], layout).sha256Hex).toBe(expected);
  });
  it("derive changed keys from the credentials of the key id, or from others by reference", () => {
    const knowledge = {
      credentials: [
        ...exampleKnowledge("one").credentials,
        ...exampleKnowledge("two", "AKIAOTHER").credentials,
      ],
      signingKeys: [],
    };
    const any = supposed("key", {});
    const derived = rememberDerivedKeys();
    const from = (known: Knowledge, change: KeyChange) =>
      keyVariants({ envelope, knowledge: known, derived }, any, change).map(({ key }) => key);
    expect(from(knowledge, { secret: (secret) => `${secret}!` })).toEqual(from(exampleKnowledge("one!"), {}));
    expect(from(knowledge, { otherCredentials: 1 })).toEqual(from(exampleKnowledge("two"), {}));
    expect(from(knowledge, {})).not.toEqual(from(exampleKnowledge("two"), {}));
    expect(from(knowledge, { otherCredentials: 9 })).toEqual([]);
  });
  it("derive by another chain, with a long key hashed and an exchanged one as the message", () => {
    const material = { envelope, knowledge: exampleKnowledge("one"), derived: rememberDerivedKeys() };
    const by = (chain: KeyChange["chain"] & object) =>
      keyVariants(material, supposed("key", {}), { chain }).map(({ key }) => key);
    const hex = keyByChain("one", envelope.credentialScope, { passOn: "hex" });
    expect(by({ passOn: "hex" })).toEqual([hmacKey(hex)]);
    const raw = keyByChain("one", envelope.credentialScope, {});
    expect(by({ swapped: ["signature"] })).toEqual([{ message: raw }]);
  });
  it("lay out the string to sign with what a supposition changes", () => {
    const variant = requestVariant(input, []);
    expect(variantText(envelope, "20260102T030405Z", variant, plainText)).toBe(
      `AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n${variant.sha256Hex}`,
    );
    const change = { algorithm: "X", timestamp: "T", scope: { region: "R" } };
    expect(variantText(envelope, "", variant, { supposed: [], change })).toBe(
      `X\nT\n20260102/R/s3/aws4_request\n${variant.sha256Hex}`,
    );
  });
});
