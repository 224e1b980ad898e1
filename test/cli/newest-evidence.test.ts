import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newestEvidenceFile } from "../../src/cli/newest-evidence.ts";
import { testFolder } from "../support/piped-countersign.ts";
import { quietContext } from "../support/quiet-context.ts";

it("gives the newest run's file and says which, or says what is needed", () => {
  const home = testFolder("newest");
  const told: string[] = [];
  const { output } = quietContext("", "");
  const context = { home, output: { ...output, err: (text: string) => told.push(text) } };
  const refusal = {
    code: "ERR_USAGE",
    message: "tail needs an input: there is no evidence of an earlier run",
  };
  expect(() => newestEvidenceFile(context, "tail", "name one")).toThrow(expect.objectContaining(refusal));
  expect(() => newestEvidenceFile({ ...context, home: "" }, "tail", "name one")).toThrow(
    expect.objectContaining(refusal),
  );
  const folder = join(home, ".countersign", "evidence");
  mkdirSync(folder, { recursive: true });
  for (const name of ["2026-01-02T03-04-05Z-1.sqlite", "2026-01-03T03-04-05Z-1.sqlite", "other.sqlite"])
    writeFileSync(join(folder, name), "");
  const newest = join(folder, "2026-01-03T03-04-05Z-1.sqlite");
  expect(newestEvidenceFile(context, "tail", "name one")).toBe(newest);
  expect(told).toEqual([`note: the newest evidence: ${newest}`]);
});
