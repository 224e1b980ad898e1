import { describe, expect, it } from "vitest";
import {
  contentMd5Fits,
  entityTag,
  multipartTag,
  openS3Store,
  storeLimitBytes,
} from "../../src/sandbox/s3-store.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the store", () => {
  it("keeps at most 256 MiB, and takes bytes back at any time", () => {
    const store = openS3Store();
    expect(storeLimitBytes).toBe(268_435_456);
    expect(store.reserve(268_435_456, 1)).toBe(true);
    expect(store.reserve(1, 1)).toBe(false);
    expect(store.reserve(-1, 0)).toBe(true);
    expect(store.reserve(1, 0)).toBe(true);
  });

  it("keeps at most 200 000 entries and 1000 buckets", () => {
    const store = openS3Store();
    expect(store.reserve(0, 200_000)).toBe(true);
    expect(store.reserve(0, 1)).toBe(false);
    for (let count = 0; count < 1000; count += 1)
      store.buckets.set(`b${count}`, { name: "b", region: "r", createdEpochMs: 0, objects: new Map() });
    expect(store.roomForBucket()).toBe(false);
  });

  it("tags content as S3 does", () => {
    expect(entityTag(bytes(""))).toBe('"d41d8cd98f00b204e9800998ecf8427e"');
    const part = { content: bytes(""), etag: entityTag(bytes("")), modifiedEpochMs: 0, headers: [] };
    expect(multipartTag([part])).toBe('"59adb24ef3cdbe0297f05b395827453f-1"');
    expect([
      contentMd5Fits(null, bytes("")),
      contentMd5Fits("1B2M2Y8AsgTpgAmY7PhCfg==", bytes("")),
      contentMd5Fits("x", bytes("")),
    ]).toEqual([true, true, false]);
  });
});
