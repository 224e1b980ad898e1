import { expect, test } from "vitest";
import type { CommandOutline } from "../../src/cli/command-outline.ts";
import { completionScript } from "../../src/cli/completion-scripts.ts";

const program: CommandOutline = {
  name: "countersign",
  usage: "",
  description: "",
  options: [{ long: "--version", short: "-V", value: null, choices: [], description: "the version" }],
  startsPrograms: false,
  commands: [
    {
      name: "run",
      usage: "",
      description: "it's a [test]: run",
      startsPrograms: true,
      commands: [],
      options: [
        {
          long: "--fail-on",
          short: null,
          value: "level",
          choices: ["error", "never"],
          description: "a [gate]: it's one",
        },
        { long: "--log", short: null, value: "file", choices: [], description: "a log" },
      ],
    },
    {
      name: "ca",
      usage: "",
      description: "the authority",
      options: [],
      startsPrograms: false,
      commands: [
        {
          name: "path",
          usage: "",
          description: "its path",
          options: [],
          commands: [],
          startsPrograms: false,
        },
      ],
    },
  ],
};

test("zsh: each command has its options with their values, quoted for the shell", () => {
  const script = completionScript(program, "zsh");
  expect(script).toMatch(/^#compdef countersign\n/);
  expect(script).toContain(`'run:it'\\''s a [test]\\: run'`);
  expect(script).toContain(`'*--fail-on[a \\[gate\\]\\: it'\\''s one]:level:(error never)'`);
  expect(script).toContain("'*--log[a log]:file:_files'");
  expect(script).toContain("'*:::command:_normal'");
  expect(script).toContain("'1:subcommand:(path)'");
});

test("fish: each option is declared behind its command", () => {
  const script = completionScript(program, "fish");
  expect(script).toContain(
    "complete -c countersign -n '__fish_use_subcommand' -l version -s V -d 'the version'",
  );
  expect(script).toContain(
    "-n '__fish_seen_subcommand_from run' -l fail-on -x -a 'error never' -d 'a [gate]: it'\\''s one'",
  );
  expect(script).toContain("-n '__fish_seen_subcommand_from run' -l log -r -F -d 'a log'");
  expect(script).toContain("-n '__fish_seen_subcommand_from ca' -f -a path -d 'its path'");
});

test("bash: values, options and commands stand in the function", () => {
  const script = completionScript(program, "bash");
  expect(script).toContain('--fail-on) COMPREPLY=($(compgen -W "error never" -- "$cur")); return ;;');
  expect(script).toContain('run) COMPREPLY=($(compgen -W "--fail-on --log" -- "$cur")) ;;');
  expect(script).toMatch(/complete -o filenames -F _countersign countersign\n$/);
});
