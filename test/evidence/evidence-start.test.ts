import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForWriting } from "../../src/evidence/evidence-database.ts";
import { prepared, startOf } from "../../src/evidence/evidence-start.ts";
import { atEpochMs, testFolder } from "../support/evidence.ts";

describe("the start of a file", () => {
  it("is written once, and is another one for another key", () => {
    const database = openForWriting(join(testFolder(), "a.sqlite"));
    const { privateKey } = generateKeyPairSync("ed25519");
    const first = startOf(database, privateKey, atEpochMs);
    expect(first).toMatchObject({ sequence: 0, head: null });
    prepared(database).record.run(1, "note", "ab", "{}");
    expect(startOf(database, privateKey, atEpochMs + 1)).toEqual({
      start: first.start,
      sequence: 1,
      head: "ab",
    });
    const other = generateKeyPairSync("ed25519").privateKey;
    expect(() => startOf(database, other, atEpochMs)).toThrow(
      expect.objectContaining({ code: "ERR_EVIDENCE_KEY" }),
    );
    database.close();
  });
});
