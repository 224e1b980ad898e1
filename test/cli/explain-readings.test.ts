import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readings } from "../../src/cli/explain-readings.ts";
import { evidenceFile, testFolder } from "../support/evidence.ts";

describe("the inputs of explain", () => {
  it("are one series, numbered over all of them", async () => {
    const folder = testFolder();
    evidenceFile(join(folder, "e.sqlite"), 2);
    const run = { settings: { scheme: null, format: null }, workingFolder: folder, note: () => undefined };
    const found: string[] = [];
    for await (const { id, place } of readings(["e.sqlite", "none"], run))
      found.push(`${id} ${place.input} ${place.index}`);
    expect(found).toEqual(["1 e.sqlite 0", "2 e.sqlite 1", "3 none 0"]);
  });
});
