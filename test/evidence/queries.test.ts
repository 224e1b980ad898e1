// The queries of docs/evidence.md, run as they stand there: by Debian's sqlite3 where it is, and by libsql.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openForReading } from "../../src/evidence/evidence-database.ts";
import { evidenceFile, testFolder } from "../support/evidence.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/evidence.md", import.meta.url)), "utf8");
const queries = [...(/```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? "").matchAll(/^-- (.*)\n(SELECT .*;)$/gm)];
const path = evidenceFile(join(testFolder(), "e.sqlite"), 3);

describe("the queries of the page", () => {
  it("are ten", () => {
    expect(queries).toHaveLength(10);
  });

  it.each(queries.map(([, title = "", query = ""]) => [title, query]))("answers: %s", (_, query) => {
    const database = openForReading(path);
    expect(Array.isArray(database.prepare(query).all())).toBe(true);
    database.close();
    const run = spawnSync("sqlite3", ["-readonly", path, query], { encoding: "utf8" });
    if (run.error === undefined) expect([run.status, run.stderr]).toEqual([0, ""]);
  });
});
