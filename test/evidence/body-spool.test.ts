import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spooledBodies, spooledBytes, spooledBytesOf, spoolFolder } from "../../src/evidence/body-spool.ts";
import { openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { verifyEvidence } from "../../src/evidence/verify-evidence.ts";
import { evidenceFile, testFolder } from "../support/evidence.ts";

const folder = testFolder();

describe("a long body", () => {
  it("has a file of its own, named by its hash, and is read back as it was", () => {
    const path = evidenceFile(join(folder, "e.sqlite"), 2, { keepBodies: "full", spoolAboveBytes: 8 });
    const names = readdirSync(spoolFolder(path));
    expect(names.every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
    expect(statSync(join(spoolFolder(path), names[0] ?? "")).mode & 0o777).toBe(0o600);
    const reader = openEvidenceReader(path);
    const [first] = reader.items();
    expect(first?.kind === "exchange" && first.response?.body).toEqual({
      kept: "text",
      text: '{"Items":[],"Count":0}',
      redacted: false,
    });
    reader.close();
    expect(verifyEvidence(path).holds).toBe(true);
    const sizes = names.map((name) => statSync(join(spoolFolder(path), name)).size);
    expect(spooledBytesOf(path)).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(spooledBytesOf(join(folder, "none.sqlite"))).toBe(0);
    writeFileSync(join(spoolFolder(path), names[0] ?? ""), "other");
    expect(verifyEvidence(path)).toMatchObject({ holds: false, firstBad: 2 });
  });

  it("is not taken from a name that is no hash, nor where it is gone", () => {
    expect(spooledBytes(folder, "../e.sqlite")).toBeNull();
    expect(spooledBytes(folder, "0".repeat(64))).toBeNull();
    expect(
      spooledBodies({ request: { body: { kept: "absent", reason: "empty" } }, response: null } as never, {
        path: join(folder, "x"),
        spoolAboveBytes: 1,
      }),
    ).toMatchObject({ response: null });
  });
});
