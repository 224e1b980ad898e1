import { generateKeyPairSync } from "node:crypto";
import { chmodSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evidenceKeyPem } from "../../src/evidence/evidence-key.ts";
import { testFolder } from "../support/evidence.ts";

const otherPem = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

describe("the key of an installation", () => {
  it("is made once, for its owner alone, and read again", () => {
    const folder = join(testFolder(), "state");
    const pem = evidenceKeyPem(folder);
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(evidenceKeyPem(folder)).toBe(pem);
    expect(statSync(join(folder, "evidence-key.pem")).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("is refused where the file is empty or holds another, in words that say so", () => {
    const folder = testFolder();
    for (const content of ["", "-----BEGIN PRIVATE KEY-----\n", otherPem]) {
      writeFileSync(join(folder, "evidence-key.pem"), content, { mode: 0o600 });
      expect(() => evidenceKeyPem(folder)).toThrow(
        expect.objectContaining({
          code: "ERR_EVIDENCE_KEY",
          message: expect.stringContaining("holds no Ed25519 key"),
        }),
      );
    }
  });

  it("is refused where others may read it, and never read through a link", () => {
    const folder = testFolder();
    evidenceKeyPem(folder);
    chmodSync(join(folder, "evidence-key.pem"), 0o644);
    expect(() => evidenceKeyPem(folder)).toThrow(expect.objectContaining({ code: "ERR_EVIDENCE_KEY" }));
    const other = testFolder();
    writeFileSync(join(other, "elsewhere"), "x", { mode: 0o600 });
    symlinkSync(join(other, "elsewhere"), join(other, "evidence-key.pem"));
    expect(() => evidenceKeyPem(other)).toThrow(expect.objectContaining({ code: "ERR_FILE_UNWRITABLE" }));
  });
});
