import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evidenceReadings, isEvidence } from "../../src/cli/explain-evidence.ts";
import { writeBundle } from "../../src/evidence/bundle.ts";
import { atEpochMs, evidenceFile, keyPem, testFolder } from "../support/evidence.ts";

const folder = testFolder();
const file = evidenceFile(join(folder, "e.sqlite"), 3);
const bundle = join(folder, "b.bundle");
writeBundle({ evidenceFile: file, output: bundle, entries: [], keyPem, version: "0", nowEpochMs: atEpochMs });

describe("evidence as an input", () => {
  it.each([file, bundle])("gives one stored examination for each request, in order: %s", (path) => {
    expect(isEvidence(path)).toBe(true);
    const found = [...evidenceReadings(path, () => undefined)];
    expect(found.map((read) => "stored" in read && [read.stored.id, read.stored.verdict])).toEqual([
      ["run-0", "mismatch"],
      ["run-1", "mismatch"],
      ["run-2", "mismatch"],
    ]);
  });

  it("is told by its first bytes", () => {
    expect(isEvidence(folder)).toBe(false);
    expect(isEvidence(join(folder, "none"))).toBe(false);
  });
});
