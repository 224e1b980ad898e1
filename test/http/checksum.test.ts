import { describe, expect, it } from "vitest";
import { checksumOf, runningChecksum, runningCrc32 } from "../../src/http/checksum.ts";

const digits = new TextEncoder().encode("123456789");

describe("runningChecksum", () => {
  it.each([
    ["crc32", "y/Q5Jg=="],
    ["crc32c", "4waSgw=="],
    ["crc64nvme", "rosUhgp5mIg="],
    ["sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="],
    ["sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="],
  ] as const)("gives the check value of %s", (name, expected) => {
    const running = runningChecksum(name);
    running.update(digits);
    expect(running.base64()).toBe(expected);
  });

  it.each(["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] as const)(
    "gives the same %s in pieces",
    (name) => {
      const [whole, pieces] = [runningChecksum(name), runningChecksum(name)];
      whole.update(digits);
      for (const digit of digits) pieces.update(Uint8Array.of(digit));
      expect(pieces.base64()).toBe(whole.base64());
    },
  );

  it.each(["crc32c", "crc64nvme"] as const)("gives the same %s in any cut of many bytes", (name) => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * at) & 255);
    const byByte = runningChecksum(name);
    for (const byte of bytes) byByte.update(Uint8Array.of(byte));
    const expected = byByte.base64();
    for (const cut of [3, 8, 13, 1000]) {
      const running = runningChecksum(name);
      for (let at = 0; at < bytes.length; at += cut) running.update(bytes.subarray(at, at + cut));
      expect(running.base64()).toBe(expected);
    }
  });

  it("gives the value of nothing", () => {
    expect(runningChecksum("crc32").base64()).toBe("AAAAAA==");
    expect(runningChecksum("crc64nvme").base64()).toBe("AAAAAAAAAAA=");
  });

  it("gives the checksum of the S3 documentation's chunked upload", () => {
    const running = runningChecksum("crc32c");
    running.update(new Uint8Array(66_560).fill(0x61));
    expect(running.base64()).toBe("sOO8/Q==");
  });
});

it("gives CRC-32 as big-endian bytes", () => {
  const running = runningCrc32();
  running.update(digits);
  expect([...running.bytes()]).toEqual([0xcb, 0xf4, 0x39, 0x26]);
});

it("knows a checksum by its header", () => {
  expect(checksumOf("x-amz-checksum-crc64nvme")).toBe("crc64nvme");
  expect(checksumOf("x-amz-checksum-xxhash64")).toBeNull();
  expect(checksumOf("crc32")).toBeNull();
});
