import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bodyInflater } from "../../src/search/body-inflater.ts";

const text = '{"query":{"match_all":{}}}';
const read = (bytes: Uint8Array): string | null => {
  const plain = bodyInflater.inflated(bytes);
  return plain && Buffer.from(plain).toString("latin1");
};

it("undoes gzip, zlib and Brotli", () => {
  expect(read(gzipSync(text))).toBe(text);
  expect(read(deflateSync(text))).toBe(text);
  const packed = brotliCompressSync(`${text}\u0000${text.repeat(20)}`);
  expect(read(packed)).toBe(`${text}\u0000${text.repeat(20)}`);
});

it("leaves text and broken bytes alone", () => {
  expect(read(Buffer.from(text))).toBeNull();
  expect(read(gzipSync(text).subarray(0, 12))).toBeNull();
  expect(read(Buffer.from([0x1f, 0x8b, 0, 0]))).toBeNull();
  expect(read(Buffer.alloc(0))).toBeNull();
});

it("gives up a body that becomes too big", () => {
  expect(read(gzipSync(Buffer.alloc(8 * 1024 * 1024)))).toBeNull();
});
