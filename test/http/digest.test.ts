import { describe, expect, it } from "vitest";
import {
  emptySha256Hex,
  hexBytes,
  hmacSha256,
  runningSha256,
  sha256,
  sha256Hex,
  signedSha256Hex,
} from "../../src/http/digest.ts";

describe("digest", () => {
  it("hashes nothing to the well-known value", () => {
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(emptySha256Hex).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
  it("reads text as latin1, one byte for each character", () => {
    expect(sha256Hex("\u00e9")).toBe(sha256Hex(Uint8Array.of(0xe9)));
    expect(Buffer.from(sha256("\u00e9")).toString("hex")).toBe(sha256Hex(Uint8Array.of(0xe9)));
  });
  it("gives the HMAC of RFC 4231, test case 2", () => {
    const expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    expect(signedSha256Hex(Buffer.from("Jefe"), "what do ya want for nothing?")).toBe(expected);
    expect(
      Buffer.from(hmacSha256(Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?"))).toString(
        "hex",
      ),
    ).toBe(expected);
  });
  it("gives the same HMAC by two hashes as by node's own, for any key up to a block and any bytes", () => {
    for (const length of [0, 1, 31, 32, 63, 64]) {
      const key = Buffer.alloc(length, 0xa5);
      const text = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code));
      expect(signedSha256Hex(key, text)).toBe(Buffer.from(hmacSha256(key, text)).toString("hex"));
    }
    expect(() => signedSha256Hex(Buffer.alloc(65), "")).toThrow("this is a bug");
  });
  it("gives the same hash in pieces", () => {
    const running = runningSha256();
    running.update(Buffer.from("a"));
    running.update(Buffer.from("bc"));
    expect(running.hex()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
  it("reads hex up to the first character that is not hex", () => {
    expect([...hexBytes("0aFFzz")]).toEqual([10, 255]);
  });
});
