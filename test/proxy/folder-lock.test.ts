import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCertificateAuthority } from "../../src/proxy/certificate-authority.ts";
import { withFolderLock } from "../../src/proxy/folder-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("folder lock", () => {
  it("lets one holder in at a time and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    const hold = () =>
      withFolderLock(folder, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((waited) => setTimeout(waited, 15));
        inside -= 1;
      });
    await Promise.all([hold(), hold(), hold(), hold()]);
    expect(most).toBe(1);
    expect(existsSync(join(folder, ".lock"))).toBe(false);
  });
  it("is given back when the action fails", async () => {
    await expect(withFolderLock(folder, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withFolderLock(folder, () => Promise.resolve(1))).toBe(1);
  });
  it("takes over a lock whose holder died", async () => {
    // Also where the clock has been set back since.
    for (const awayMs of [-60_000, 3_600_000]) {
      writeFileSync(join(folder, ".lock"), "");
      const long = new Date(Date.now() + awayMs);
      utimesSync(join(folder, ".lock"), long, long);
      expect(await withFolderLock(folder, () => Promise.resolve("in"))).toBe("in");
    }
  });
  it("makes several first runs at once end up with the same certificate authority", async () => {
    const certs = join(folder, "certs");
    const opened = await Promise.all([1, 2, 3, 4].map(() => openCertificateAuthority(certs)));
    expect(new Set(opened.map(({ fingerprintSha256 }) => fingerprintSha256)).size).toBe(1);
  });
});
