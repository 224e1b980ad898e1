import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countersign, testFolder } from "../support/piped-countersign.ts";
import { runnable } from "../support/spawned-countersign.ts";

const folder = testFolder("completion");

describe.skipIf(runnable(["bash"]) === null)("in bash", () => {
  const script = countersign(["completion", "bash"]).stdout;

  function completed(...words: readonly string[]): readonly string[] {
    const typed = words.map((word) => `'${word}'`).join(" ");
    const text = `${script}\nCOMP_WORDS=(countersign ${typed}); COMP_CWORD=${words.length}; _countersign; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync("bash", ["--norc", "-c", text], { cwd: folder, encoding: "utf8" });
    return stdout.split("\n").filter((line) => line !== "");
  }

  test("commands, options, values and files are completed", () => {
    writeFileSync(join(folder, "request.http"), "");
    expect(completed("ex")).toEqual(["explain", "export"]);
    expect(completed("doctor", "--pro")).toEqual(["--probe"]);
    expect(completed("run", "--fail-on", "")).toEqual(["proven", "error", "warning", "never"]);
    expect(completed("explain", "req")).toEqual(["request.http"]);
    expect(completed("start", "--log", "req")).toEqual(["request.http"]);
    expect(completed("env", "--shell", "f")).toEqual(["fish"]);
  });

  test("behind -- another program's command line begins", () => {
    expect(completed("run", "--", "bas")).toContain("bash");
  });
});

test.each(["bash", "zsh", "fish"])("the completions for %s know every command of --help", (shell) => {
  const { status, stdout } = countersign(["completion", shell]);
  const help = countersign(["--help"]).stdout;
  const commands = [...help.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name ?? "");
  expect(status).toBe(0);
  expect(commands.length).toBeGreaterThan(12);
  expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(stdout))).toEqual([]);
});

test("another shell is refused with those there are", () => {
  const { status, stderr } = countersign(["completion", "tcsh"]);
  expect(status).toBe(2);
  expect(stderr).toContain("take one of bash, zsh, fish");
});
