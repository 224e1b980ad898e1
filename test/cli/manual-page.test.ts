import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { manualPage } from "../../src/cli/manual-page.ts";
import { runnable } from "../support/spawned-countersign.ts";

const page = fileURLToPath(new URL("../../docs/countersign.1", import.meta.url));

test("a page has the parts of a manual page, with everything escaped that roff would take for its own", () => {
  const outline = {
    name: "countersign",
    usage: "",
    description: ".starts with a dot and a back\\slash",
    options: [],
    startsPrograms: false,
    commands: [
      {
        name: "run",
        usage: "[options]",
        description: "runs",
        startsPrograms: true,
        commands: [],
        options: [{ long: "--fail-on", short: "-f", value: "level", choices: [], description: "what fails" }],
      },
    ],
  };
  const text = manualPage(outline, "1.2.3");
  expect(text).toMatch(/^\.TH COUNTERSIGN 1 "" "countersign 1\.2\.3" "User Commands"\n\.SH NAME\n/);
  expect(text).toContain("\n\\&.starts with a dot and a back\\eslash\n");
  expect(text).toContain(
    "\n.SS countersign run [options]\nRuns.\n.TP\n\\fB\\-f\\fR, \\fB\\-\\-fail\\-on\\fR \\fIlevel\\fR\nWhat fails.\n",
  );
});

test("the page of the repository knows every command", () => {
  const help = readFileSync(fileURLToPath(new URL("../../docs/cli.md", import.meta.url)), "utf8");
  const commands = [...help.matchAll(/^## countersign ([a-z]+)$/gm)].map(([, name]) => name ?? "");
  const text = readFileSync(page, "utf8");
  expect(commands.length).toBeGreaterThan(12);
  expect(
    commands.filter(
      (name) => !text.includes(`\n.SS countersign ${name} `) && !text.includes(`\n.SS countersign ${name}\n`),
    ),
  ).toEqual([]);
});

test.skipIf(runnable(["groff"]) === null)("groff reads it without a warning", () => {
  const { status, stderr } = spawnSync("groff", ["-man", "-Tutf8", "-ww", page], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
