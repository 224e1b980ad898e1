import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { environmentText, isShell } from "../../src/cli/env.ts";

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
