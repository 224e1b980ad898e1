import { Command, Option } from "commander";
import { expect, test } from "vitest";
import { commandOutline } from "../../src/cli/command-outline.ts";
import { wholeProgram } from "../../src/cli/program.ts";

test("a command becomes a value, hidden parts left out", () => {
  const program = new Command("program").description("what it is").helpCommand(false).helpOption(false);
  program.command("hidden", { hidden: true });
  const run = program.command("run").description("runs").argument("<command...>").helpOption(false);
  run.option("-f, --fail-on <level>", "a gate").addOption(new Option("--secret").hideHelp());
  expect(commandOutline(program)).toEqual({
    name: "program",
    usage: "[command]",
    description: "what it is",
    options: [],
    startsPrograms: false,
    commands: [
      {
        name: "run",
        usage: "[options] <command...>",
        description: "runs",
        startsPrograms: true,
        commands: [],
        options: [
          {
            long: "--fail-on",
            short: "-f",
            value: "level",
            choices: ["proven", "error", "warning", "never"],
            description: "a gate",
          },
        ],
      },
    ],
  });
});

test("the whole program has its commands with their options", async () => {
  const context = { environment: {}, workingFolder: "/nowhere", home: "/nowhere", version: "1.2.3" };
  const { commands } = commandOutline(
    await wholeProgram({ ...context, output: { out: () => undefined } } as never),
  );
  const [start] = commands;
  expect(start?.name).toBe("start");
  expect(start?.options.map(({ long }) => long)).toContain("--port");
  expect(start?.options.map(({ long }) => long)).toContain("--endpoint-mode");
  expect(commands.map(({ name }) => name)).toContain("replay");
});
