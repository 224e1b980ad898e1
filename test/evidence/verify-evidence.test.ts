import { copyFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import {
  checkpointProblem,
  keyProblem,
  linkProblem,
  verifyEvidence,
} from "../../src/evidence/verify-evidence.ts";
import { evidenceFile, testFolder } from "../support/evidence.ts";

const folder = testFolder();
const good = evidenceFile(join(folder, "good.sqlite"), 6);

function verifiedAfter(...statements: readonly string[]): ReturnType<typeof verifyEvidence> {
  const path = join(folder, "changed.sqlite");
  copyFileSync(good, path);
  const database = new Database(path);
  database.exec("PRAGMA journal_mode = DELETE");
  for (const statement of statements) database.exec(statement);
  database.close();
  return verifyEvidence(path);
}

describe("the seal of an evidence file", () => {
  it("holds as it was written", () => {
    expect(verifyEvidence(good)).toMatchObject({
      holds: true,
      records: 8,
      signedUpTo: 8,
      unsignedTail: 0,
      underWay: 0,
    });
  });

  it.each([
    [
      "a record that was edited",
      4,
      "UPDATE records SET record = replace(record, 'PUT', 'GET') WHERE sequence = 4",
    ],
    ["a record that is gone", 4, "DELETE FROM records WHERE sequence = 3"],
    [
      "an end that is gone",
      7,
      "DELETE FROM records WHERE sequence > 6; DELETE FROM exchanges WHERE sequence > 6",
    ],
    ["a hash that was edited", 5, "UPDATE records SET hash = lower(hex(randomblob(32))) WHERE sequence = 5"],
    ["a column that says something else", 2, "UPDATE exchanges SET verdict = 'valid' WHERE sequence = 2"],
    ["a row of a list that is gone", 6, "DELETE FROM exchanges WHERE sequence = 6"],
    [
      "a signature that was edited",
      8,
      "UPDATE checkpoints SET signature = replace(signature, 'A', 'B') || 'A' WHERE sequence = 8",
    ],
    ["facts that were edited", 1, "UPDATE facts SET value = '2020-01-01T00:00:00.000Z' WHERE name = 'begun'"],
  ])("names %s", (_, firstBad, statement) => {
    expect(verifiedAfter(statement)).toMatchObject({ holds: false, firstBad });
  });

  it("names records that changed places", () => {
    expect(
      verifiedAfter(
        "UPDATE records SET sequence = 100 WHERE sequence = 3",
        "UPDATE records SET sequence = 3 WHERE sequence = 4",
        "UPDATE records SET sequence = 4 WHERE sequence = 100",
      ),
    ).toMatchObject({ holds: false, firstBad: 3 });
  });

  it("counts what no signature covers", () => {
    expect(verifiedAfter("DELETE FROM checkpoints")).toMatchObject({ holds: true, unsignedTail: 8 });
  });

  it("takes each part for what it is", () => {
    const state = { sequence: 0, head: "x", signedUpTo: 0 };
    expect(linkProblem(state, { sequence: 2, kind: "note", hash: "", record: "{}" })).toBe(
      "record 1 is missing",
    );
    expect(keyProblem(null, "a", null)).toBe("the public key in it is no Ed25519 key");
    expect(checkpointProblem(state, undefined, {} as never)).toBeNull();
  });
});
