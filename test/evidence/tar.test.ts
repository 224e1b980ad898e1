import { describe, expect, it } from "vitest";
import { readTarHeader, tarEnd, tarHeader, tarPadding } from "../../src/evidence/tar.ts";

describe("the container", () => {
  it("reads its own headers, and none with a single bit changed", () => {
    const header = tarHeader("bodies/ab", 700);
    expect(readTarHeader(header)).toEqual({ name: "bodies/ab", bytes: 700 });
    for (let bit = 0; bit < 512 * 8; bit += 1) {
      const changed = Buffer.from(header);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readTarHeader(changed), String(bit)).toBeNull();
    }
  });

  it("takes no name that leads elsewhere", () => {
    for (const name of ["../x", "/etc/x", "a//b", "a/../b", ".hidden", "a b"])
      expect(readTarHeader(tarHeader(name, 1)), name).toBeNull();
    expect(readTarHeader(Buffer.alloc(512))).toBeNull();
    expect(readTarHeader(Buffer.alloc(3))).toBeNull();
  });

  it("fills blocks of 512 bytes", () => {
    expect([0, 1, 511, 512, 513].map((bytes) => tarPadding(bytes).length)).toEqual([0, 511, 1, 0, 511]);
    expect(tarEnd.length).toBe(1024);
  });
});
