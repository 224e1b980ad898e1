import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asDamage, itemOf, openEvidenceReader } from "../../src/evidence/evidence-reader.ts";
import { evidenceFile, testFolder } from "../support/evidence.ts";

const folder = testFolder();
const path = evidenceFile(join(folder, "e.sqlite"), 3);

describe("evidence read back", () => {
  it("gives each exchange in order, its request standing in its examination", () => {
    const reader = openEvidenceReader(path);
    const items = [...reader.items()];
    expect(items.map((item) => [item.sequence, item.kind === "exchange" && item.id])).toEqual([
      [2, "run-0"],
      [3, "run-1"],
      [4, "run-2"],
    ]);
    const [first] = items;
    expect(first?.kind === "exchange" && first.examination?.request.headers).toEqual(
      first?.kind === "exchange" && first.request.headers,
    );
    reader.close();
  });

  it("never fails in another way than by its own error, whatever was done to the file", () => {
    const good = readFileSync(path);
    const codes = new Set<string>();
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.from(good);
      for (let change = 0; change < 4; change += 1)
        bytes[(round * 7919 + change * 104_729) % bytes.length] = (round * 31 + change) & 255;
      const broken = join(folder, "broken.sqlite");
      writeFileSync(broken, round % 10 === 0 ? bytes.subarray(0, (round * 97) % bytes.length) : bytes);
      try {
        const reader = openEvidenceReader(broken);
        try {
          codes.add(`read ${[...reader.items()].length <= 3}`);
        } finally {
          reader.close();
        }
      } catch (error) {
        codes.add(error instanceof Error && "code" in error ? String(error.code) : String(error));
      }
    }
    expect([...codes].sort()).toEqual(["ERR_EVIDENCE_UNREADABLE", "read true"]);
  }, 60_000);

  it("takes no record that is malformed", () => {
    expect(itemOf("{}", 1, null)).toBeNull();
    expect(asDamage(new Error("x"))).toMatchObject({
      code: "ERR_EVIDENCE_UNREADABLE",
      message: "the evidence cannot be read: x",
    });
  });
});
