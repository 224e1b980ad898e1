import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import { laterVersion, migrate, schemaVersion, versionOf } from "../../src/evidence/evidence-schema.ts";
import { testFolder } from "../support/evidence.ts";

const folder = testFolder();

describe("the schema", () => {
  it("is brought to its version once, and left alone then", () => {
    const database = new Database(join(folder, "a.sqlite"));
    expect(versionOf(database)).toBe(0);
    migrate(database);
    expect([versionOf(database), schemaVersion]).toEqual([1, 1]);
    migrate(database);
    database.close();
  });

  it("refuses a later version and another program's file", () => {
    const later = new Database(join(folder, "a.sqlite"));
    later.exec("PRAGMA user_version = 2");
    expect(() => migrate(later)).toThrow(laterVersion(2).message);
    later.close();
    const other = new Database(join(folder, "b.sqlite"));
    other.exec("CREATE TABLE t (a)");
    expect(() => versionOf(other)).toThrow(expect.objectContaining({ code: "ERR_EVIDENCE_UNREADABLE" }));
    other.close();
    writeFileSync(join(folder, "c.sqlite"), "SQLite format 3\0 and nothing more");
    const broken = new Database(join(folder, "c.sqlite"));
    expect(() => versionOf(broken)).toThrow();
    broken.close();
  });
});
