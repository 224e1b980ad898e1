import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatherSurroundings } from "../../src/cli/doctor-surroundings.ts";
import { fallbackSettings } from "../../src/cli/options.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { openCertificateAuthority } from "../../src/proxy/certificate-authority.ts";
import { testFolder } from "../support/piped-countersign.ts";

const folder = testFolder("doctor-surroundings");

function gathered(certs: string, environment: Record<string, string> = {}): Promise<Surroundings> {
  return gatherSurroundings(
    { settings: { ...fallbackSettings(), certs, port: 0 }, checkClock: null, probes: null },
    // Nothing is found on an empty PATH, so nothing is started.
    { environment: { PATH: folder, ...environment }, workingFolder: folder, home: folder } as never,
  );
}

test("what is there is gathered, and nothing is made", async () => {
  const found = await gathered("none", { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
  expect(found.authority).toEqual({
    file: join(folder, "none", "ca.pem"),
    notAfterEpochMs: null,
    problem: null,
  });
  expect(found.runtimes).toEqual([]);
  expect(found.node.version).toBe(process.version);
  expect(found.node.unsafe).toHaveLength(1);
  expect(found.port.state).toBe("free");
  expect(found.spelling(`${"a".repeat(40)}\n`)).toBe("ends in a line feed");
  expect([
    found.isExempt("*.amazonaws.com", "sts.amazonaws.com"),
    found.isExempt("fd00:ec2::254", "fd00:ec2::254"),
  ]).toEqual([true, true]);
});

test("an authority is told by its end, or by what is wrong with it", async () => {
  const { notAfterEpochMs } = await openCertificateAuthority(join(folder, "certs"));
  expect((await gathered("certs")).authority.notAfterEpochMs).toBe(notAfterEpochMs);
  chmodSync(join(folder, "certs", "ca-key.pem"), 0o644);
  expect((await gathered("certs")).authority.problem?.hint).toContain("chmod 600");
  mkdirSync(join(folder, "half"));
  writeFileSync(join(folder, "half", "ca.pem"), "nothing");
  expect((await gathered("half")).authority.problem?.message).toContain("the key is missing");
});
