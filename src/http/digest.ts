// The one file of the core that imports node:crypto: hashes, HMACs and the ECDSA of SigV4A over bytes.
import type { KeyObject } from "node:crypto";
import {
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  sign,
  verify,
} from "node:crypto";

/** SHA-256 of no bytes at all: lower-case hex, 64 characters. */
export const emptySha256Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** SHA-256 as lower-case hex, 64 characters. Text is read as latin1: one character is one byte. */
export function sha256Hex(bytes: string | Uint8Array): string {
  // ASCII is the same in UTF-8, which node reads from a string without a copy: in half the time.
  const same = typeof bytes !== "string" || !beyondAscii.test(bytes);
  return hash("sha256", same ? bytes : Buffer.from(bytes, "latin1"), "hex");
}

const beyondAscii = /[\u0080-\uffff]/;

/** SHA-256 as 32 bytes. Text is read as latin1. */
export function sha256(bytes: string | Uint8Array): Uint8Array {
  return createHash("sha256")
    .update(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)
    .digest();
}

/** HMAC-SHA-256 as 32 bytes. Key and text given as strings are read as latin1. */
export function hmacSha256(key: string | Uint8Array, text: string | Uint8Array): Uint8Array {
  return hmac(key, text).digest();
}

/** HMAC-SHA-256 of latin1 text under a key of at most 64 bytes: lower-case hex. Two plain hashes (RFC 2104) cost less than one createHmac. */
export function signedSha256Hex(key: Uint8Array, text: string): string {
  if (text.length > longestByPads) return hmac(key, text).digest("hex");
  const { inner, outer } = byPads.get(key) ?? padsOf(key);
  const end = blockBytes + inner.write(text, blockBytes, "latin1");
  outer.write(hash("sha256", inner.subarray(0, end), "hex"), blockBytes, "hex");
  return hash("sha256", outer, "hex");
}

/** Bytes of a block of SHA-256. */
const blockBytes = 64;

/** Characters that have room behind a padded key. */
const longestByPads = 512;

/** A key under both pads, each with room for what is hashed behind it. */
interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Keys under their pads, for as long as the keys themselves are kept. */
const byPads = new WeakMap<Uint8Array, Pads>();

function padsOf(key: Uint8Array): Pads {
  if (key.length > blockBytes) throw new Error("this is a bug: a key longer than a block");
  const inner = Buffer.alloc(blockBytes + longestByPads, 0x36);
  const outer = Buffer.alloc(blockBytes + 32, 0x5c);
  for (const [at, byte] of key.entries()) {
    inner[at] = 0x36 ^ byte;
    outer[at] = 0x5c ^ byte;
  }
  const pads = { inner, outer };
  byPads.set(key, pads);
  return pads;
}

/** The bytes of lower- or upper-case hex; stops at the first character that is not hex. */
export function hexBytes(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}

/** A SHA-256 that is fed as a body passes by, so that memory does not grow with the body. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** Ends the hash: lower-case hex, 64 characters. May be called once. */
  hex(): string;
}

/** Starts a SHA-256 over a stream of bytes. */
export function runningSha256(): RunningSha256 {
  const running = createHash("sha256");
  return {
    update: (bytes) => {
      running.update(bytes);
    },
    hex: () => running.digest("hex"),
  };
}

/** Starts an MD5, SHA-1 or SHA-256 over a stream of bytes whose result is wanted as bytes: S3 writes checksums of bodies as base64. */
export function runningDigest(algorithm: "md5" | "sha1" | "sha256"): {
  update(bytes: Uint8Array): void;
  bytes(): Uint8Array;
} {
  const running = createHash(algorithm);
  return {
    update: (bytes) => {
      running.update(bytes);
    },
    bytes: () => running.digest(),
  };
}

/** HMAC-SHA-1 as 20 bytes, for Signature Version 2 alone. Key and text given as strings are read as latin1. */
export function hmacSha1(key: string | Uint8Array, text: string | Uint8Array): Uint8Array {
  const bytes = (value: string | Uint8Array): Uint8Array =>
    typeof value === "string" ? Buffer.from(value, "latin1") : value;
  return createHmac("sha1", bytes(key)).update(bytes(text)).digest();
}

/** A point of the curve P-256: both coordinates as 64 lower-case hex digits. */
export interface P256Point {
  readonly xHex: string;
  readonly yHex: string;
}

/** The public key of a private one (32 bytes, big-endian, between 1 and the curve's order). */
export function p256PublicKey(privateKey: Uint8Array): P256Point {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey);
  const hex = curve.getPublicKey("hex", "uncompressed");
  return { xHex: hex.slice(2, 66), yHex: hex.slice(66) };
}

/** Whether a DER signature (ECDSA on P-256 with SHA-256) over latin1 text is the key's; false for bytes that are no signature. */
export function p256Verifies(key: P256Point, text: string, signatureDer: Uint8Array): boolean {
  try {
    return verify("sha256", Buffer.from(text, "latin1"), publicKeyOf(key), signatureDer);
  } catch {
    return false;
  }
}

/** Signs latin1 text by ECDSA on P-256 with SHA-256: a DER signature. Every call gives another one: it is for examples and tests. */
export function p256Sign(privateKey: Uint8Array, text: string): Uint8Array {
  const d = Buffer.from(privateKey).toString("base64url");
  const key = createPrivateKey({ key: { ...jsonWebKey(p256PublicKey(privateKey)), d }, format: "jwk" });
  return sign("sha256", Buffer.from(text, "latin1"), key);
}

/** Public keys as node:crypto holds them, kept for as long as the point is: a chunked upload verifies under one key many times. */
const publicKeys = new WeakMap<P256Point, KeyObject>();

function publicKeyOf(point: P256Point): KeyObject {
  const made = publicKeys.get(point) ?? createPublicKey({ key: jsonWebKey(point), format: "jwk" });
  publicKeys.set(point, made);
  return made;
}

function jsonWebKey({ xHex, yHex }: P256Point): { kty: string; crv: string; x: string; y: string } {
  const part = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");
  return { kty: "EC", crv: "P-256", x: part(xHex), y: part(yHex) };
}

function hmac(key: string | Uint8Array, text: string | Uint8Array): ReturnType<typeof createHmac> {
  const keyBytes = typeof key === "string" ? Buffer.from(key, "latin1") : key;
  const made = createHmac("sha256", keyBytes);
  return typeof text === "string" ? made.update(text, "latin1") : made.update(text);
}
