import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForWriting } from "../../src/evidence/evidence-database.ts";
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

  it("reads nothing that only goes by the name of its tables: a view may never end, an index may not be there", () => {
    const forEver = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    for (const [at, change] of [
      `DROP TABLE facts; CREATE VIEW facts AS ${forEver} SELECT i AS name, i AS value FROM n WHERE i < 0`,
      `ALTER TABLE records RENAME TO other; CREATE VIEW RECORDS AS ${forEver} SELECT i AS sequence, 'note' AS kind, '' AS hash, '' AS record FROM n WHERE i < 0`,
      "DROP INDEX exchanges_within",
      "ALTER TABLE gaps ADD COLUMN more",
    ].entries()) {
      const strange = join(folder, `strange-${at}.sqlite`);
      writeFileSync(strange, readFileSync(path));
      const database = openForWriting(strange);
      database.exec(change);
      database.close();
      expect(() => openEvidenceReader(strange), change).toThrow(
        expect.objectContaining({
          code: "ERR_EVIDENCE_UNREADABLE",
          message: "the evidence cannot be read: its tables are not those that countersign makes",
        }),
      );
    }
  });

  it("takes no record that is malformed", () => {
    expect(itemOf("{}", 1, null)).toBeNull();
    expect(asDamage(new Error("x"))).toMatchObject({
      code: "ERR_EVIDENCE_UNREADABLE",
      message: "the evidence cannot be read: x",
    });
  });
});
