import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const tools = fileURLToPath(new URL("../../tools", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "countersign-new-finding-"));

beforeAll(() => {
  cpSync(tools, join(project, "tools"), { recursive: true });
  mkdirSync(join(project, "src/diagnosis/findings"), { recursive: true });
});

afterAll(() => rmSync(project, { recursive: true }));

function newFinding(...argv: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(project, "tools/new-finding.mjs"), ...argv], { encoding: "utf8" });
}

describe("npm run new:finding", () => {
  it("writes the rule, its test and the catalogue", () => {
    expect(newFinding("header-order-unsorted").status).toBe(0);
    expect(newFinding("akid-empty").status).toBe(0);
    const rule = readFileSync(join(project, "src/diagnosis/findings/header-order-unsorted.ts"), "utf8");
    expect(rule).toContain(
      'export const headerOrderUnsorted: FindingRule = {\n  id: "header-order-unsorted",',
    );
    expect(existsSync(join(project, "test/diagnosis/findings/header-order-unsorted.test.ts"))).toBe(true);
    const catalogue = readFileSync(join(project, "src/diagnosis/catalogue.ts"), "utf8");
    expect(catalogue).toContain(
      'import { akidEmpty } from "./findings/akid-empty.ts";\nimport { headerOrderUnsorted }',
    );
    expect(catalogue).toContain("[\n  akidEmpty,\n  headerOrderUnsorted,\n]");
  });

  it("never writes over a finding that exists", () => {
    newFinding("scope-region-wrong");
    expect(newFinding("scope-region-wrong")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("ids are never reused"),
    });
  });

  it.each([["HeaderOrder"], ["single"], ["../outside-of"], ["a--b"], [""]])("refuses the id %j", (id) => {
    expect(newFinding(id).status).toBe(2);
  });
});
