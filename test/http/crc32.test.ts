import { expect, it } from "vitest";
import { crc32 } from "../../src/http/crc32.ts";

const digits = new TextEncoder().encode("123456789");

it("gives the check value of CRC-32, whole and in pieces", () => {
  expect(crc32(digits, 0)).toBe(0xcbf43926);
  expect(crc32(digits.subarray(4), crc32(digits.subarray(0, 4), 0))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0), 0)).toBe(0);
});
