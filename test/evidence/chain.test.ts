import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  chainLink,
  chainStart,
  checkpointHolds,
  keyIdOf,
  privateKeyOf,
  publicKeyOf,
  publicKeyPem,
  signCheckpoint,
} from "../../src/evidence/chain.ts";

/** A key of RFC 8032, 7.1, TEST 1. */
const pem = createPrivateKey({
  key: Buffer.from(
    "302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "hex",
  ),
  format: "der",
  type: "pkcs8",
})
  .export({ type: "pkcs8", format: "pem" })
  .toString();
const key = privateKeyOf(pem);

describe("the chain", () => {
  it("begins with the facts and links place, kind, length and text", () => {
    expect(chainStart({ b: "2", a: "1" })).toBe(
      "0063b8ac6e68fc7e468514e9a2e9733963498084b71fc1bf2faacc6c3c508479",
    );
    const link = chainLink("00", 1, "note", "{}");
    expect(link).toBe("7bdd0b643e66484857f4d5362102db84ca2ca9903c1b56c174b994c075d49b11");
    for (const other of [
      chainLink("01", 1, "note", "{}"),
      chainLink("00", 2, "note", "{}"),
      chainLink("00", 1, "gap", "{}"),
      chainLink("00", 1, "note", "[]"),
    ])
      expect(other).not.toBe(link);
  });

  it("is signed at its head, and the signature is of this head, time and key alone", () => {
    const checkpoint = signCheckpoint({ sequence: 3, hash: "ab" }, "2026-01-02T03:04:05.000Z", key);
    const publicKey = publicKeyOf(publicKeyPem(key));
    expect(publicKey).not.toBeNull();
    if (publicKey === null) return;
    expect(checkpointHolds(checkpoint, publicKey)).toBe(true);
    expect(checkpointHolds({ ...checkpoint, sequence: 4 }, publicKey)).toBe(false);
    expect(checkpointHolds({ ...checkpoint, hash: "ac" }, publicKey)).toBe(false);
    expect(checkpointHolds({ ...checkpoint, signedAt: "2026-01-02T03:04:06.000Z" }, publicKey)).toBe(false);
    expect(checkpointHolds({ ...checkpoint, signature: `${checkpoint.signature}\n` }, publicKey)).toBe(false);
    expect(checkpointHolds({ ...checkpoint, signature: "" }, publicKey)).toBe(false);
  });

  it("names a key the same by either half, and takes no key of another kind", () => {
    const publicKey = publicKeyOf(publicKeyPem(key));
    expect(publicKey && keyIdOf(publicKey)).toBe(keyIdOf(key));
    expect(publicKeyOf("")).toBeNull();
    expect(publicKeyOf("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")).toBeNull();
  });
});
