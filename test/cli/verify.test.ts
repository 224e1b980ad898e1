import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyCommand } from "../../src/cli/verify.ts";
import { openEvidenceWriter } from "../../src/evidence/evidence-writer.ts";
import {
  atEpochMs,
  batchOf,
  evidenceFile,
  mismatchExchange,
  testFolder,
  writerOptions,
} from "../support/evidence.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

const folder = testFolder();
evidenceFile(join(folder, "good.sqlite"), 2);
writeFileSync(join(folder, "none.txt"), "nothing");

describe("verify", () => {
  it("ends with 0 where the seal holds, and with 2 where there is none", async () => {
    expect(verifyCommand).toBeTypeOf("function");
    const good = await spawnCountersign(["verify", "--json", "good.sqlite"], { workingFolder: folder });
    expect([good.status, JSON.parse(good.stdout)]).toMatchObject([
      0,
      { file: "good.sqlite", holds: true, records: 4 },
    ]);
    const writer = openEvidenceWriter(writerOptions(join(folder, "live.sqlite")), atEpochMs);
    writer.write(batchOf(mismatchExchange("r-1")), atEpochMs);
    const live = await spawnCountersign(["verify", "live.sqlite"], { workingFolder: folder });
    expect([live.status, live.stdout]).toEqual([
      0,
      expect.stringContaining("are chained but not signed yet: a run still writes to the file"),
    ]);
    writer.close(atEpochMs);
    const none = await spawnCountersign(["verify", "none.txt"], { workingFolder: folder });
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining("(ERR_EVIDENCE_UNREADABLE)")]);
  });

  it("checks every file, whichever of them cannot be read", async () => {
    const words = ["verify", "none.txt", "good.sqlite", "nowhere.sqlite"];
    const all = await spawnCountersign(words, { workingFolder: folder });
    expect(all.status).toBe(2);
    expect(all.stdout).toMatch(
      /^none\.txt: .*\(ERR_EVIDENCE_UNREADABLE\)\ngood\.sqlite: the seal holds: .*\nnowhere\.sqlite: .*\(ERR_FILE_UNREADABLE\)\n$/,
    );
    const json = await spawnCountersign([...words, "--json"], { workingFolder: folder });
    const lines = json.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ file, holds, error }) => [file, holds ?? (error as { code: string }).code])).toEqual([
      ["none.txt", "ERR_EVIDENCE_UNREADABLE"],
      ["good.sqlite", true],
      ["nowhere.sqlite", "ERR_FILE_UNREADABLE"],
    ]);
  });
});
