import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  givesDigest,
  hexOfWords,
  hmacKey,
  hmacKeyOfWords,
  hmacWords,
  packedPrefix,
  packedText,
  passingHash,
  passingText,
  wordsOfHex,
} from "../../src/http/hmac-words.ts";

const byNode = (key: Uint8Array, text: string): string =>
  createHmac("sha256", key).update(text, "latin1").digest("hex");
const latin1 = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("latin1"));

describe("HMAC-SHA-256 by words", () => {
  it("gives the value of RFC 4231, test case 2", () => {
    const key = hmacKey(Buffer.from("Jefe"));
    expect(hexOfWords(hmacWords(key, "what do ya want for nothing?"))).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("gives what node:crypto gives, for any key and text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), latin1(300), (key, text) => {
        expect(hexOfWords(hmacWords(hmacKey(key), text))).toBe(byNode(key, text));
      }),
    );
  });

  it("gives what node:crypto gives for every length around the ends of blocks", () => {
    const key = Buffer.alloc(32, 7);
    for (let length = 0; length < 200; length += 1)
      expect(hexOfWords(hmacWords(hmacKey(key), "x".repeat(length)))).toBe(byNode(key, "x".repeat(length)));
  });

  it("takes a digest as the next key", () => {
    const first = hmacWords(hmacKey(Buffer.from("AWS4secret")), "20260102");
    expect(hexOfWords(hmacWords(hmacKeyOfWords(first), "us-east-1"))).toBe(
      byNode(Buffer.from(hexOfWords(first), "hex"), "us-east-1"),
    );
  });

  it("takes no key longer than a block", () => {
    expect(() => hmacKey(new Uint8Array(65))).toThrow("this is a bug: a key longer than a block");
  });
});

describe("texts that share their first block", () => {
  const head = "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n";
  const first = { text: `${head}a`, packed: packedText(`${head}a`) };

  it("share its words, and are told apart by the rest", () => {
    const key = Buffer.alloc(32, 9);
    const other = packedText(`${head}b`, first);
    expect(other.head).toBe(first.packed.head);
    expect(passingText(`${head}c`, first).head).toBe(first.packed.head);
    const goal = wordsOfHex(byNode(key, `${head}b`)) ?? new Int32Array();
    const known = hmacKey(key);
    expect(givesDigest(known, first.packed, goal)).toBe(false);
    expect(givesDigest(known, other, goal)).toBe(true);
  });

  it("do not share it when it differs or is not whole", () => {
    expect(packedText(`X${head}`, first).head).not.toBe(first.packed.head);
    expect(packedText(head.slice(0, 40), first).head).not.toBe(first.packed.head);
  });

  it("keep a head that stands in an array that is full", () => {
    const key = hmacKey(Buffer.alloc(32, 3));
    const goal = (text: string) => wordsOfHex(byNode(Buffer.alloc(32, 3), text)) ?? new Int32Array();
    for (let at = 0; at < 1000; at += 1) {
      const text = `${head}${at}`;
      expect(givesDigest(key, packedText(text, first), goal(text))).toBe(true);
      expect(givesDigest(hmacKey(Buffer.alloc(32, 3)), packedText(text, first), goal(text))).toBe(true);
    }
    expect(givesDigest(key, first.packed, goal(first.text))).toBe(true);
  });

  it("may be longer than the room for many", () => {
    const long = "x".repeat(100_000);
    const key = Buffer.alloc(32, 4);
    const goal = wordsOfHex(byNode(key, long)) ?? new Int32Array();
    expect(givesDigest(hmacKey(key), packedText(long), goal)).toBe(true);
    expect(givesDigest(hmacKey(key), passingText(long), goal)).toBe(true);
  });

  it("keep two keys and two heads apart", () => {
    const texts = [`${head}b`, `Y${head}`, `${head}c`];
    const keys = [1, 2].map((byte) => Buffer.alloc(32, byte));
    const known = keys.map((key) => hmacKey(key));
    for (const text of [...texts, ...texts]) {
      for (const [at, key] of keys.entries())
        expect(hexOfWords(hmacWords(known[at] ?? hmacKey(key), text))).toBe(byNode(key, text));
    }
  });
});

describe("texts that differ only in the hash at their end", () => {
  const key = Buffer.alloc(32, 5);
  const hashes = ["0".repeat(64), "0123456789abcdef".repeat(4), "f".repeat(64)];
  const goal = (text: string) => wordsOfHex(byNode(key, text)) ?? new Int32Array();

  it("are packed from what stands before it, wherever blocks end", () => {
    for (let length = 64; length < 200; length += 1) {
      const before = "AWS4-HMAC-SHA256\n".repeat(12).slice(0, length);
      const text = before + hashes[2];
      const prefix = packedPrefix({ text, packed: packedText(text) });
      if (!prefix) throw new Error("no prefix");
      for (const hash of hashes)
        expect(givesDigest(hmacKey(key), passingHash(prefix, hash), goal(before + hash))).toBe(true);
      expect(
        givesDigest(hmacKey(key), passingHash(prefix, hashes[0] as string), goal(before + hashes[1])),
      ).toBe(false);
    }
  });

  it("have no prefix where the first block is not filled without the hash", () => {
    const text = "x".repeat(63) + hashes[0];
    expect(packedPrefix({ text, packed: packedText(text) })).toBeNull();
  });

  it("hold while a key is derived", () => {
    const text = `${"x".repeat(70)}${hashes[1]}`;
    const prefix = packedPrefix({ text, packed: packedText(text) });
    const made = prefix && passingHash(prefix, hashes[1] as string);
    hmacWords(hmacKey(Buffer.from("AWS4secret")), "20260102");
    expect(made && givesDigest(hmacKey(key), made, goal(text))).toBe(true);
  });
});

describe("digests as hex", () => {
  it("are read in both cases, and nothing else is", () => {
    const hex = "00000001ffffffff0123456789abcdef00000000000000007fffffff80000000";
    expect(hexOfWords(wordsOfHex(hex) ?? new Int32Array())).toBe(hex);
    expect(wordsOfHex(hex.toUpperCase())).toEqual(wordsOfHex(hex));
    expect(wordsOfHex(hex.slice(1))).toBeNull();
    expect(wordsOfHex(`${hex.slice(1)}g`)).toBeNull();
  });
});
