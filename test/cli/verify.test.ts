import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyCommand } from "../../src/cli/verify.ts";
import { evidenceFile, testFolder } from "../support/evidence.ts";
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
    const none = await spawnCountersign(["verify", "none.txt"], { workingFolder: folder });
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining("(ERR_EVIDENCE_UNREADABLE)")]);
  });
});
