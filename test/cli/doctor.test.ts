import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Piped } from "../support/piped-countersign.ts";
import { countersign, jsonLines, testFolder } from "../support/piped-countersign.ts";

const keyId = "AKIAIOSFODNN7EXAMPLE";
const canary = "cAnArYsEcReTcAnArYsEcReTcAnArYsEcReT0000";
const sound = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: canary };

function doctor(environment: Record<string, string>, ...options: readonly string[]): Piped {
  const workingFolder = testFolder("doctor");
  mkdirSync(join(workingFolder, ".aws"));
  writeFileSync(join(workingFolder, ".aws", "config"), "[default]\nregion = eu-west-1\n", { mode: 0o600 });
  return countersign(["doctor", "--certs", "certs", "--port", "0", ...options], {
    workingFolder,
    environment,
  });
}

function faults({ stdout }: Piped): unknown[] {
  return jsonLines(stdout)
    .filter(({ status }) => status === "error" || status === "warning")
    .map(({ id }) => id);
}

describe("sound surroundings", () => {
  test("there is no warning, and the status is 0", () => {
    const run = doctor(sound, "--json", "--fail-on", "warning");
    expect(faults(run)).toEqual([]);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const [first] = jsonLines(run.stdout);
    expect(first).toEqual({
      schema: "countersign.check/1",
      id: "credentials-source",
      status: "ok",
      subject: "the environment",
      detail:
        "AKIA…MPLE: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set, and the environment comes first",
      fix: null,
    });
  });
});

describe("broken surroundings", () => {
  const environment = {
    ...sound,
    AWS_SECRET_ACCESS_KEY: `${canary}\n`,
    AWS_SESSION_TOKEN: canary,
    AWS_REGION: "us-east-1a",
  };

  test("each fault is named with the command that mends it, the status is 1, and no secret is shown", () => {
    const run = doctor(environment);
    expect(run.status).toBe(1);
    expect(run.stdout).toContain(
      "✗ secret-form            AWS_SECRET_ACCESS_KEY: the secret ends in a line feed (41 characters instead of 40)",
    );
    expect(run.stdout).toContain("mend  unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN");
    expect(run.stdout).toContain("mend  export AWS_REGION=us-east-1");
    expect(run.stdout + run.stderr).not.toContain("cAnArY");
  });

  test("--fail-on decides the status", () => {
    const warned = { ...sound, AWS_PROFILE: "default" };
    expect(doctor(warned).status).toBe(0);
    expect(doctor(warned, "--fail-on", "warning").status).toBe(1);
    expect(doctor(environment, "--fail-on", "never").status).toBe(0);
    expect(faults(doctor(environment, "--json"))).toEqual([
      "secret-form",
      "token-superfluous",
      "region-form",
    ]);
  });
});

test("a --check-clock that is no URL is a usage error", () => {
  const run = doctor(sound, "--check-clock", "time.example");
  expect([run.status, run.stdout]).toEqual([2, ""]);
  expect(run.stderr).toContain("ERR_OPTION_INVALID");
});
