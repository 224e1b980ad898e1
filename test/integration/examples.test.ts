// The examples do what they say: each passes as it stands, and fails with the cause when its signer is broken.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import type { Ended } from "../support/spawned-countersign.ts";
import { runnable, spawnCountersign } from "../support/spawned-countersign.ts";

vi.setConfig({ testTimeout: 180_000 });

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-examples-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function check(...command: readonly string[]): Promise<Ended> {
  const options = ["check", "--port", "0", "--certs", "certs", "--report", "ci=reports"];
  return spawnCountersign([...options, "--", ...command], { workingFolder: folder });
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(folder, file), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
}

function sarifRules(): readonly string[] {
  const sarif = JSON.parse(readFileSync(join(folder, "reports", "countersign.sarif"), "utf8"));
  return sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId);
}

describe("the vitest example", () => {
  const vitest = ["node_modules/.bin/vitest", "run", "--root", "."];

  test("passes, and fails with the cause when its signer signs another body", async () => {
    for (const file of ["signer.mjs", "signer.test.mjs"])
      cpSync(join(root, "examples/vitest", file), join(folder, file));
    const right = await check(...vitest);
    expect(right.status, right.stdout + right.stderr).toBe(0);
    expect(right.stderr).toContain("1 request: 1 valid");
    edit("signer.mjs", "sha256(call.body)", 'sha256("")');
    const wrong = await check(...vitest);
    expect(wrong.status).not.toBe(0);
    expect(sarifRules()).toContain("payload-hash-of-empty-or-other");
  });
});

const python = runnable(["python3"]);
const hasPytest = python !== null && runnable(["python3"], ["-c", "import pytest"]) !== null;

describe.skipIf(python === null)("the pytest example", () => {
  // Without pytest the test is a function like any other.
  const pytest = hasPytest
    ? ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    : ["python3", "-c", "import test_signer; test_signer.test_a_signed_call_is_answered()"];

  test("passes, and fails with the cause when its signer forgets AWS4", async () => {
    cpSync(join(root, "examples/pytest"), folder, { recursive: true });
    const right = await check(...pytest);
    expect(right.status, right.stdout + right.stderr).toBe(0);
    edit("signer.py", 'f"AWS4{secret}"', "secret");
    const wrong = await check(...pytest);
    expect(wrong.status).not.toBe(0);
    expect(sarifRules()).toContain("missing-aws4-prefix");
  });
});

describe("the GitHub example", () => {
  const action = parse(readFileSync(join(root, "examples/github/action.yml"), "utf8"));
  const workflow = parse(readFileSync(join(root, "examples/github/workflow.yml"), "utf8"));

  test("the action puts no input into its script, and uses options that exist", () => {
    const [step] = action.runs.steps;
    expect(step.run).not.toContain("${{");
    const help = readFileSync(join(root, "docs/cli.md"), "utf8");
    for (const [option] of step.run.matchAll(/--(?:port|fail-on|report)\b/g)) expect(help).toContain(option);
    expect(action.inputs.version.default).toBe(
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
    );
  });

  test("the workflow gives the action inputs it knows, and uploads the file that it writes", () => {
    const steps: { uses?: string; with?: Record<string, string> }[] = workflow.jobs.check.steps;
    const used = steps.find(({ uses }) => uses === "./examples/github");
    expect(Object.keys(used?.with ?? {}).filter((name) => !(name in action.inputs))).toEqual([]);
    const upload = steps.find(({ uses }) => uses?.startsWith("github/codeql-action/upload-sarif"));
    expect(upload?.with?.sarif_file).toBe(`${action.inputs.reports.default}/countersign.sarif`);
  });
});
