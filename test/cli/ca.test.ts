import { X509Certificate } from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("ca");

function ca(...words: readonly string[]) {
  return countersign(["ca", ...words, "--certs", "made"], { workingFolder: folder });
}

describe("countersign ca", () => {
  it("makes the authority on first use and prints the path of its certificate", () => {
    const { status, stdout, stderr } = ca("path");
    expect([status, stderr, stdout]).toEqual([0, "", `${join(folder, "made", "ca.pem")}\n`]);
    expect(statSync(join(folder, "made")).mode & 0o777).toBe(0o700);
  });

  it("prints the certificate as PEM, never the key", () => {
    const { stdout } = ca("print");
    expect(new X509Certificate(stdout).ca).toBe(true);
    expect(stdout).not.toContain("PRIVATE KEY");
    expect(stdout).toBe(readFileSync(join(folder, "made", "ca.pem"), "utf8"));
  });

  it("prints how to trust it, the ways that install nothing first, and the fingerprint", () => {
    const { stdout } = ca("trust");
    const certificate = new X509Certificate(readFileSync(join(folder, "made", "ca.pem")));
    expect(stdout).toContain(`SHA-256 ${certificate.fingerprint256}`);
    expect(stdout.indexOf("countersign run --")).toBeLessThan(stdout.indexOf("update-ca-certificates"));
  });

  it("rotates: another certificate in the same place, and the facts as JSON", () => {
    const before = new X509Certificate(ca("print").stdout).fingerprint256;
    const [facts] = jsonLines(ca("rotate", "--json").stdout);
    expect(facts?.ca).toBe(join(folder, "made", "ca.pem"));
    expect(facts?.sha256).not.toBe(before);
    expect(facts?.sha256).toBe(new X509Certificate(ca("print").stdout).fingerprint256);
  });

  it("refuses a folder that others may read the key in", () => {
    chmodSync(join(folder, "made"), 0o755);
    const { status, stderr } = ca("path");
    chmodSync(join(folder, "made"), 0o700);
    expect([status, stderr]).toEqual([2, expect.stringContaining("(ERR_CA_MODE)")]);
  });

  it("needs one of its words", () => {
    expect(countersign(["ca"], { workingFolder: folder }).status).toBe(2);
    expect(countersign(["ca", "burn"], { workingFolder: folder }).status).toBe(2);
    expect(existsSync(join(folder, "certs"))).toBe(false);
  });
});
