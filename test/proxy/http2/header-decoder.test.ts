import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeaderDecoder } from "../../../src/proxy/http2/header-decoder.ts";

function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s/g, ""), "hex");
}

const first = [":method", "GET", ":scheme", "http", ":path", "/", ":authority", "www.example.com"];

describe("header blocks", () => {
  it.each([
    [
      "as they are (RFC 7541, C.3)",
      "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
      "8286 84be 5808 6e6f 2d63 6163 6865",
      "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
    ],
    [
      "in Huffman code (C.4)",
      "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
      "8286 84be 5886 a8eb 1064 9cbf",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ],
  ])("of one connection are read with the table they share, %s", (_how, one, two, three) => {
    const decoder = new HeaderDecoder();
    expect(decoder.decode(hex(one))).toEqual(first);
    expect(decoder.decode(hex(two))).toEqual([...first, "cache-control", "no-cache"]);
    expect(decoder.decode(hex(three))).toEqual([
      ":method",
      "GET",
      ":scheme",
      "https",
      ":path",
      "/index.html",
      ":authority",
      "www.example.com",
      "custom-key",
      "custom-value",
    ]);
  });
  it("lose the oldest fields of a table that is full (C.6 with a table of 256 bytes)", () => {
    const decoder = new HeaderDecoder();
    const answers = [
      "3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
      "4883 640e ffc1 c0bf",
      "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07",
    ].map((block) => decoder.decode(hex(block)));
    expect(answers[0]).toEqual([
      ":status",
      "302",
      "cache-control",
      "private",
      "date",
      "Mon, 21 Oct 2013 20:13:21 GMT",
      "location",
      "https://www.example.com",
    ]);
    expect(answers[1]?.slice(0, 2)).toEqual([":status", "307"]);
    expect(answers[2]).toEqual([
      ":status",
      "200",
      "cache-control",
      "private",
      "date",
      "Mon, 21 Oct 2013 20:13:22 GMT",
      "location",
      "https://www.example.com",
      "content-encoding",
      "gzip",
      "set-cookie",
      "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ]);
  });
  it("keep order, duplicates and every byte", () => {
    const block = hex("0001 61 01 31 0001 62 02 e9ff 1001 61 03 203220 0f0d 00");
    expect(new HeaderDecoder().decode(block)).toEqual([
      "a",
      "1",
      "b",
      "\xe9\xff",
      "a",
      " 2 ",
      "content-length",
      "",
    ]);
  });
  it.each([
    ["an index of zero", "80"],
    ["an index beyond the tables", "be"],
    ["an integer without end", "ffffffffffff"],
    ["a name longer than the block", "007f61"],
    ["a value that is missing", "000161"],
    ["a size above the limit", "3fe1ff07"],
    ["a new size behind a field", "8220"],
    ["a broken Huffman code", "00 81ff 00"],
  ])("are refused with %s", (_what, block) => {
    expect(new HeaderDecoder().decode(hex(block))).toBe("compression");
  });
  it("that unfold to more than a head may hold are refused", () => {
    const decoder = new HeaderDecoder();
    // 3000 is 127 and 2873, which is 0xb9 0x16 in the coding of integers.
    const kept = Buffer.concat([hex("4001 61 7f b916"), Buffer.alloc(3000, "v")]);
    expect(decoder.decode(kept)).toEqual(["a", "v".repeat(3000)]);
    expect(decoder.decode(Buffer.alloc(40, 0xbe))).toBe("too-large");
  });
  it("never throw", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (blocks) => {
        const decoder = new HeaderDecoder();
        for (const block of blocks) {
          const list = decoder.decode(block);
          if (typeof list === "string") return;
          expect(list.length % 2).toBe(0);
        }
      }),
    );
  });
});
