import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const demoFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("countersign-demo-"));

describe("countersign demo", () => {
  it("sends correct and broken requests of real signers and explains each, exit status 0", () => {
    expect(existsSync(main)).toBe(true);
    const before = demoFolders();
    const home = mkdtempSync(join(tmpdir(), "home-"));
    const { stdout, stderr, status } = spawnSync(process.execPath, [main, "demo", "--json"], {
      encoding: "utf8",
      env: { ...process.env, HOME: home },
      timeout: 60_000,
    });
    expect(stderr).toContain("nothing leaves this machine");
    const seen = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { verdict: string; causes: string[]; proof: unknown });
    const correct = seen.filter(({ causes }) => causes.length === 0);
    expect(correct.length).toBeGreaterThanOrEqual(7);
    expect(new Set(correct.map(({ verdict }) => verdict))).toEqual(new Set(["valid"]));
    const causes = new Set(seen.flatMap((one) => one.causes));
    expect([...causes].sort()).toEqual([
      "clock-skew",
      "content-type-changed",
      "host-port",
      "path-single-encoded-non-s3",
      "payload-changed-after-sign",
      "presign-wrong-method",
      "required-header-unsigned",
      "scope-region-wrong",
      "scope-service-wrong",
      "secret-plus-slash-mangled",
      "secret-truncated-or-mistyped",
      "secret-whitespace-newline",
    ]);
    for (const one of seen) if (one.verdict === "mismatch") expect(one.proof).not.toBeNull();
    expect(status).toBe(0);
    expect(demoFolders()).toEqual(before);
    expect(readdirSync(home)).toEqual([]);
    rmSync(home, { recursive: true });
  }, 90_000);
  it("prints verdict, cause and proof for people, and a summary at the end", () => {
    const { stdout, status } = spawnSync(process.execPath, [main, "demo"], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(stdout).toMatch(/secret-whitespace-newline.*proven/);
    expect(stdout).toContain("The client signed with the secret followed by a line feed.");
    expect(stdout).toMatch(/(\d+) of \1 requests came out as they should/);
    expect(stdout).not.toContain("\u001b[");
    expect(status).toBe(0);
  }, 90_000);
});
