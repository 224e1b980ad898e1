import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { environmentText, isShell } from "../../src/cli/env.ts";
import type { Ended } from "../support/spawned-countersign.ts";
import { spawnCountersign } from "../support/spawned-countersign.ts";

// Each test starts several processes, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const awkward = {
  PLAIN: "http://127.0.0.1:8080",
  BLANK: "two words",
  QUOTES: `it's "here"`,
  DOLLAR: "$HOME `id` $(id) \\ ; & | # ~",
  LIST: "169.254.169.254,[fd00:ec2::254],*.lan",
  EMPTY: "",
  UNICODE: "Grüße ‘curly’",
};

test.each(["sh", "dash", "bash"])("env --shell sh: %s reads every value back as it was", (shell) => {
  const missing = spawnSync(shell, ["-c", "exit 0"]).error !== undefined;
  if (missing && shell !== "sh") return;
  const text = environmentText({ set: awkward, removed: ["GONE"], notes: [] }, "sh");
  const names = Object.keys(awkward);
  const script = `${text}printf '%s\\0' ${names.map((name) => `"$${name}"`).join(" ")} "\${GONE-unset}"\n`;
  const run = spawnSync(shell, ["-c", script], {
    env: { PATH: process.env.PATH, GONE: "here" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(run.stderr.toString()).toBe("");
  expect(run.stdout.toString().split("\0")).toEqual([...Object.values(awkward), "unset", ""]);
});

test("env --shell sh: it survives eval, line breaks included", () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-env-"));
  try {
    writeFileSync(
      join(folder, "vars"),
      environmentText({ set: { A: "one\ntwo'three" }, removed: [], notes: [] }, "sh"),
    );
    const run = spawnSync("sh", ["-c", `eval "$(cat '${folder}/vars')"; printf %s "$A"`]);
    expect(run.stdout.toString()).toBe("one\ntwo'three");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("env --shell fish: it escapes quotes and backslashes between single quotes", () => {
  expect(
    environmentText({ set: { A: "it's \\ $HOME", B: "plain" }, removed: ["C"], notes: [] }, "fish"),
  ).toBe("set -e C\nset -gx A 'it\\'s \\\\ $HOME'\nset -gx B plain\n");
});

test("env --shell powershell: it doubles quotes, the typographic ones too", () => {
  expect(environmentText({ set: { A: "it's ‘x’ $y `z" }, removed: ["C"], notes: [] }, "powershell")).toBe(
    "Remove-Item Env:C -ErrorAction SilentlyContinue\n$env:A = 'it''s ‘‘x’’ $y `z'\n",
  );
});

test("env --shell dotenv: a reader of such files gets the values back", () => {
  const { UNICODE, PLAIN, BLANK, DOLLAR, LIST, EMPTY } = awkward;
  const set = { UNICODE, PLAIN, BLANK, DOLLAR, LIST, EMPTY };
  expect(parseEnv(environmentText({ set, removed: [], notes: [] }, "dotenv"))).toEqual(set);
});

test("env --shell dotenv: plain values stay bare, for readers that keep quotes", () => {
  expect(environmentText({ set: { A: "http://127.0.0.1:8080" }, removed: [], notes: [] }, "dotenv")).toBe(
    "A=http://127.0.0.1:8080\n",
  );
});

test("shell names: it knows the four and no other", () => {
  expect(["sh", "fish", "powershell", "dotenv"].every(isShell)).toBe(true);
  expect(["bash", "", "SH", "constructor"].some(isShell)).toBe(false);
});

describe("the command", () => {
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "countersign-env-command-"));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function env(parameters: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
    return spawnCountersign(["env", "--certs", join(folder, "certs"), ...parameters], {
      workingFolder: folder,
      environment,
    });
  }

  test("it prints the address of --port, and files that exist, in variables a shell can take", async () => {
    const ended = await env(["--port", "9123"], { NO_PROXY: "it's.example" });
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const script = `${ended.stdout}\necho "$HTTPS_PROXY $NO_PROXY"; grep -c BEGIN "$AWS_CA_BUNDLE"; cat "$NODE_EXTRA_CA_CERTS"`;
    const shell = spawnSync("sh", ["-c", script], { stdio: ["ignore", "pipe", "pipe"] });
    const [first, count, begin] = shell.stdout.toString().split("\n");
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:9123 169\.254\.169\.254,.*,it's\.example$/);
    expect(Number(count)).toBeGreaterThan(10);
    expect(begin).toBe("-----BEGIN CERTIFICATE-----");
  });

  test("it takes the port from the environment, and brackets an IPv6 address", async () => {
    const { stdout } = await env(["--host", "::1", "--shell", "dotenv"], { COUNTERSIGN_PORT: "9124" });
    expect(stdout).toContain("\nHTTPS_PROXY='http://[::1]:9124'\n");
  });

  test("it refuses a shell it does not know, and a port that is no address", async () => {
    const shell = await env(["--shell", "zsh"]);
    expect(shell).toMatchObject({ status: 2, stdout: "" });
    expect(shell.stderr).toContain("take one of sh, fish, powershell, dotenv");
    expect((await env(["--port", "0"])).status).toBe(2);
  });

  test("it prints no secret", async () => {
    const environment = { AWS_ACCESS_KEY_ID: "AKIDCANARY", AWS_SECRET_ACCESS_KEY: "canary-secret" };
    const { stdout, stderr } = await env([], environment);
    expect(stdout).toContain("HTTPS_PROXY");
    expect(stdout + stderr).not.toContain("canary-secret");
  });
});
