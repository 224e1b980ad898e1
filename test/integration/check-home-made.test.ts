// A home-made signer, right and with one planted bug after the other, in `countersign check`: the right cause, in SARIF and in JUnit.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { spawnCountersign } from "../support/spawned-countersign.ts";

vi.setConfig({ testTimeout: 120_000 });

const signer = fileURLToPath(new URL("../support/home-made-signer.mjs", import.meta.url));
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-check-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Checked {
  readonly status: number | null;
  readonly rules: readonly string[];
  readonly junit: string;
}

async function checked(bug: string, ...options: readonly string[]): Promise<Checked> {
  const all = ["--port", "0", "--certs", "certs", "--report", "ci=reports", ...options];
  const { status } = await spawnCountersign(["check", ...all, "--", process.execPath, signer], {
    workingFolder: folder,
    environment: { BUG: bug },
  });
  const sarif = JSON.parse(readFileSync(join(folder, "reports", "countersign.sarif"), "utf8"));
  const rules = sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId);
  return { status, rules, junit: readFileSync(join(folder, "reports", "countersign.xml"), "utf8") };
}

test.each([
  ["secret-with-line-feed", "secret-whitespace-newline"],
  ["plus-for-blank", "plus-vs-space"],
  ["query-unsorted", "query-unsorted"],
  ["scope-of-yesterday", "scope-date-mismatch"],
  ["blanks-kept", "header-value-whitespace"],
  ["content-type-changed", "content-type-changed"],
  ["host-not-signed", "host-not-signed"],
  ["hash-of-nothing", "payload-hash-of-empty-or-other"],
  ["path-encoded-once", "path-single-encoded-non-s3"],
  ["key-of-another-region", "scope-region-wrong"],
  ["no-prefix", "missing-aws4-prefix"],
])("the bug %s fails, with the cause %s", async (bug, cause) => {
  const { status, rules, junit } = await checked(bug);
  expect(rules).toContain(cause);
  expect(junit).toMatch(/failures="1"/);
  expect(junit).toContain(cause);
  expect(status).toBe(1);
});

test("the right signer passes, with reports that hold no failure", async () => {
  const { status, rules, junit } = await checked("");
  expect([status, rules]).toEqual([0, []]);
  expect(junit).toMatch(/tests="1".*failures="0"/s);
});

test("--fail-on proven fails for a proof, and not for what is only seen", async () => {
  expect((await checked("no-prefix", "--fail-on", "proven")).status).toBe(1);
  expect((await checked("host-not-signed", "--fail-on", "proven")).status).toBe(0);
});
