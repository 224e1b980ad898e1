import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const tool = fileURLToPath(new URL("../../tools/count-tests.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "countersign-count-"));

afterAll(() => rmSync(folder, { recursive: true }));

function counted(report: object | null, status: string): { line: string; status: number | null } {
  const file = join(folder, "report.json");
  rmSync(file, { force: true });
  if (report) writeFileSync(file, JSON.stringify(report));
  const run = spawnSync(process.execPath, [tool, file, status], { encoding: "utf8" });
  return { line: run.stdout, status: run.status };
}

const allPassed = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [],
};

describe("the last line of a check", () => {
  it("counts what passed, failed and was skipped", () => {
    expect(counted(allPassed, "0")).toEqual({ line: "12 passed, 0 failed, 3 skipped\n", status: 0 });
    expect(counted({ ...allPassed, numFailedTests: 2 }, "1")).toEqual({
      line: "12 passed, 2 failed, 3 skipped\n",
      status: 1,
    });
  });

  it("counts a step that does not hold as a failure though all tests passed", () => {
    expect(counted(allPassed, "1")).toEqual({ line: "12 passed, 1 failed, 3 skipped\n", status: 1 });
  });

  it("counts a file that could not be loaded", () => {
    const testResults = [{ status: "failed", assertionResults: [] }];
    expect(counted({ ...allPassed, testResults }, "1").line).toBe("12 passed, 1 failed, 3 skipped\n");
  });

  it("counts a check that never came to its tests as failed", () => {
    expect(counted(null, "0")).toEqual({ line: "0 passed, 1 failed, 0 skipped\n", status: 1 });
  });
});
