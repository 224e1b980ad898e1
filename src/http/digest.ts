// The one file of the core that imports node:crypto: SHA-256 and HMAC-SHA-256 over bytes.
import { createHash, createHmac, hash } from "node:crypto";

/** SHA-256 of no bytes at all: lower-case hex, 64 characters. */
export const emptySha256Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** SHA-256 as lower-case hex, 64 characters. Text is read as latin1: one character is one byte. */
export function sha256Hex(bytes: string | Uint8Array): string {
  return hash("sha256", typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes, "hex");
}

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

/** HMAC-SHA-256 as lower-case hex, 64 characters. Key and text given as strings are read as latin1. */
export function hmacSha256Hex(key: string | Uint8Array, text: string | Uint8Array): string {
  return hmac(key, text).digest("hex");
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

function hmac(key: string | Uint8Array, text: string | Uint8Array): ReturnType<typeof createHmac> {
  const keyBytes = typeof key === "string" ? Buffer.from(key, "latin1") : key;
  const made = createHmac("sha256", keyBytes);
  return typeof text === "string" ? made.update(text, "latin1") : made.update(text);
}
