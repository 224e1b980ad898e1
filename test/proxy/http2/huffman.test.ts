import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { huffmanText } from "../../../src/proxy/http2/huffman.ts";

function decoded(hex: string): string | null {
  return huffmanText(Buffer.from(hex, "hex"));
}

describe("Huffman text", () => {
  it.each([
    // RFC 7541, C.4 and C.6.
    ["f1e3c2e5f23a6ba0ab90f4ff", "www.example.com"],
    ["a8eb10649cbf", "no-cache"],
    ["25a849e95ba97d7f", "custom-key"],
    ["25a849e95bb8e8b4bf", "custom-value"],
    ["aec3771a4b", "private"],
    ["d07abe941054d444a8200595040b8166e082a62d1bff", "Mon, 21 Oct 2013 20:13:21 GMT"],
    ["9d29ad171863c78f0b97c8e9ae82ae43d3", "https://www.example.com"],
    [
      "94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
      "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ],
    // Single codes of appendix B, padded with ones.
    ["ffc7", "\0"],
    ["fffffff3", "\n"],
    ["ffffffff", null],
    ["ffffffef", "\xf9"],
    ["fffffbbf", "\xff"],
    ["07", "0"],
    ["", ""],
  ])("%s is %j", (hex, text) => {
    expect(decoded(hex)).toBe(text);
  });
  it.each([
    ["zeros as padding", "00ff00"],
    ["eight bits of padding", "07ff"],
    ["the end of string inside", "fffffffc"],
    ["a code cut off", "fe"],
  ])("is refused for %s", (_what, hex) => {
    expect(decoded(hex)).toBe(null);
  });
  it("is total", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = huffmanText(bytes);
        expect(text === null || text.length <= (bytes.length * 8) / 5).toBe(true);
      }),
    );
  });
});
