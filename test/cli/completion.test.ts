import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** zsh in a terminal of its own: what it offers for a line, by the names it hands to its own list. */
const zshSetUp = `
PROMPT= RPROMPT=
autoload -Uz compinit && compinit -u -D
$COUNTERSIGN_LOAD
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a offered; builtin compadd -A offered "$@"
  (($#offered)) && print -rl -- $offered >>offered
  builtin compadd "$@"
}
typed() { print -r -- "$BUFFER" >buffer; zle kill-whole-line }
zle -N typed
bindkey '^I' complete-word
bindkey '^X' typed
print >ready
`;
const zshDrive = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'source ./setup.zsh'
repeat 400; do [[ -e ready ]] && break; sleep 0.05; done
zpty -w -n shell "$1"$'\\t\\x18'
repeat 400; do [[ -e buffer ]] && break; sleep 0.05; done
zpty -d shell
`;

describe.skipIf(runnable(["zsh"], ["-f", "-c", "zmodload zsh/zpty"]) === null)(
  "in zsh",
  { timeout: 120_000 },
  () => {
    const own = join(folder, "zsh");
    mkdirSync(join(own, "functions"), { recursive: true });
    const script = countersign(["completion", "zsh"]).stdout;
    writeFileSync(join(own, "completions.zsh"), script);
    writeFileSync(join(own, "functions", "_countersign"), script);
    writeFileSync(join(own, "drive.zsh"), zshDrive);
    writeFileSync(join(own, "request.http"), "");

    /** What is offered for a line, and the line as it stands then. */
    function completed(
      line: string,
      before = "",
      behind = "source ./completions.zsh",
    ): [readonly string[], string] {
      for (const file of ["ready", "offered", "buffer"]) rmSync(join(own, file), { force: true });
      writeFileSync(join(own, "setup.zsh"), before + zshSetUp.replace("$COUNTERSIGN_LOAD", behind));
      spawnSync("zsh", ["-f", "drive.zsh", line], { cwd: own, stdio: "ignore", timeout: 60_000 });
      const read = (file: string): string =>
        existsSync(join(own, file)) ? readFileSync(join(own, file), "utf8") : "";
      return [
        read("offered")
          .split("\n")
          .filter((one) => one !== ""),
        read("buffer").trimEnd(),
      ];
    }

    test("commands, options, values and files are completed", () => {
      expect(completed("countersign ex")).toEqual([["explain", "export"], "countersign exp"]);
      expect(completed("countersign doctor --pro")).toEqual([["--probe"], "countersign doctor --probe"]);
      expect(completed("countersign run --fail-on ")[0]).toEqual(["proven", "error", "warning", "never"]);
      expect(completed("countersign env --shell fi")).toEqual([["fish"], "countersign env --shell fish"]);
      expect(completed("countersign ca ro")).toEqual([["rotate"], "countersign ca rotate"]);
      expect(completed("countersign start --log req")).toEqual([
        ["request.http"],
        "countersign start --log request.http",
      ]);
    });

    test("behind -- another program's command line begins", () => {
      expect(completed("countersign run -- cat req")).toEqual([
        ["request.http"],
        "countersign run -- cat request.http",
      ]);
      expect(completed("countersign check --json -- zs")[0]).toContain("zsh");
    });

    test("a file of fpath completes when it is first asked", () => {
      expect(completed("countersign exp", "fpath=($PWD/functions $fpath)", "")[0]).toEqual([
        "explain",
        "export",
      ]);
    });
  },
);

describe.skipIf(runnable(["fish"]) === null)("in fish", { timeout: 60_000 }, () => {
  const own = join(folder, "fish");
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "completions.fish"), countersign(["completion", "fish"]).stdout);
  writeFileSync(join(own, "request.http"), "");

  function completed(line: string): readonly string[] {
    const words = ["--no-config", "-c", 'source completions.fish; complete -C "$argv[1]"', line];
    const { stdout, stderr } = spawnSync("fish", words, {
      ...{ cwd: own, encoding: "utf8" as const },
      env: { PATH: process.env.PATH ?? "", HOME: own },
    });
    expect(stderr).toBe("");
    return stdout.split("\n").flatMap((one) => (one === "" ? [] : [one.split("\t")[0] ?? ""]));
  }

  test("commands, options, values and files are completed", () => {
    expect(completed("countersign ex")).toEqual(["explain", "export"]);
    expect(completed("countersign doctor --pro")).toEqual(["--probe"]);
    expect(completed("countersign run --fail-on ")).toEqual(["error", "never", "proven", "warning"]);
    expect(completed("countersign env --shell fi")).toEqual(["fish"]);
    expect(completed("countersign ca ro")).toEqual(["rotate"]);
    expect(completed("countersign start --log req")).toEqual(["request.http"]);
    expect(completed("countersign explain req")).toEqual(["request.http"]);
  });

  test("behind -- another program's command line begins", () => {
    expect(completed("countersign run -- fis")).toContain("fish");
    expect(completed("countersign check --json -- cat req")).toEqual(["request.http"]);
    expect(completed("countersign run -- cat --fail")).toEqual([]);
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
