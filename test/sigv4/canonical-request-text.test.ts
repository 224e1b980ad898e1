import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalRequest } from "../../src/sigv4/canonical-request.ts";
import { parseCanonicalRequest } from "../../src/sigv4/canonical-request-text.ts";

const text = [
  "GET",
  "/a%20b",
  "list-type=2",
  "host:s3.amazonaws.com",
  "range:",
  "",
  "host;range",
  "e3b0",
].join("\n");

describe("a canonical request read back", () => {
  it("gives the parts that make the same text again", () => {
    const input = parseCanonicalRequest(text);
    expect(input).toEqual({
      method: "GET",
      canonicalUri: "/a%20b",
      canonicalQuery: "list-type=2",
      headers: [
        { name: "host", value: "s3.amazonaws.com" },
        { name: "range", value: "" },
      ],
      signedHeaders: ["host", "range"],
      payloadHash: "e3b0",
    });
    expect(input && canonicalRequest(input)).toBe(text);
    expect(parseCanonicalRequest(`${text}\n\n`)).toEqual(input);
  });
  it("is null for what is cut or is something else", () => {
    for (const other of [
      "",
      "GET",
      "PUT\n/\n",
      text.replace("\n\nhost;range", "\nhost;range"),
      "a b\n/\n\n\n\nx",
    ])
      expect(parseCanonicalRequest(other)).toBeNull();
  });
  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (any) => parseCanonicalRequest(any) !== undefined));
  });
});
