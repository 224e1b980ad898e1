import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evidenceFile, keyPem } from "../support/evidence.ts";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("bundle");
mkdirSync(join(folder, ".countersign"), { mode: 0o700 });
writeFileSync(join(folder, ".countersign", "evidence-key.pem"), keyPem, { mode: 0o600 });
const evidence = evidenceFile(join(folder, "e.sqlite"), 3);
const run = (...words: readonly string[]) => countersign(words, { workingFolder: folder });
const bundle = (...words: readonly string[]) => run("export", "--format", "bundle", ...words);

describe("a bundle", () => {
  it("is written whole, sealed, with a HAR and a report in it, and read back", () => {
    const made = bundle("--output", "incident.bundle", evidence);
    expect([made.stderr, made.status]).toEqual([
      expect.stringContaining("sealed. Check it with countersign verify incident.bundle"),
      0,
    ]);
    expect(statSync(join(folder, "incident.bundle")).mode & 0o777).toBe(0o600);
    expect(run("verify", "incident.bundle").status).toBe(0);
    expect(jsonLines(run("explain", "--json", "incident.bundle").stdout)).toHaveLength(3);
    const har = spawnSync("tar", ["-xOf", "incident.bundle", "exchanges.har"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(JSON.parse(har.stdout)).toMatchObject({ log: { version: "1.2", entries: [{}, {}, {}] } });
    const report = spawnSync("tar", ["-xOf", "incident.bundle", "report.html"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(report.stdout).toContain("All 3 requests fail");
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([".countersign"]);
  });

  it("fails its check when one byte of it was changed", () => {
    bundle("--output", "changed.bundle", evidence);
    const bytes = readFileSync(join(folder, "changed.bundle"));
    const at = bytes.indexOf('"verdict":"mismatch"');
    expect(at).toBeGreaterThan(0);
    bytes[at + 11] = "M".charCodeAt(0);
    writeFileSync(join(folder, "changed.bundle"), bytes);
    expect(run("verify", "changed.bundle").status).toBe(1);
  });

  it("says so when the file was sealed by another installation", () => {
    const foreign = evidenceFile(join(folder, "foreign.sqlite"), 1, {
      keyPem: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    });
    const made = bundle("--output", "foreign.bundle", foreign);
    expect([made.status, made.stderr]).toEqual([1, expect.stringContaining("the seal does not hold")]);
  });

  it("needs an evidence file and a place of its own", () => {
    writeFileSync(join(folder, "taken.bundle"), "mine");
    expect(bundle("--output", "taken.bundle", evidence).stderr).toContain("(ERR_FILE_UNWRITABLE)");
    expect(readFileSync(join(folder, "taken.bundle"), "utf8")).toBe("mine");
    expect(bundle(evidence).stderr).toContain("(ERR_USAGE)");
    writeFileSync(join(folder, "no.http"), "GET / HTTP/1.1\r\n\r\n");
    expect(bundle("--output", "no.bundle", "no.http").stderr).toContain("(ERR_USAGE)");
    expect(bundle("--output", join("absent", "x.bundle"), evidence).stderr).toContain(
      "(ERR_FILE_UNWRITABLE)",
    );
    expect(existsSync(join(folder, "no.bundle"))).toBe(false);
  });

  it("takes the evidence file from --evidence too, as every export does", () => {
    const made = run("export", "--format", "jsonl", "--evidence", evidence);
    expect(jsonLines(made.stdout)).toHaveLength(3);
  });
});
