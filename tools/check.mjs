// Everything that must hold before a change is taken, in order, each step named as the property it checks.
// Usage: node tools/check.mjs [--report FILE]   (FILE: where vitest's JSON report goes)

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "./project-files.mjs";

const bin = (name) => join(projectRoot, "node_modules", ".bin", name);
const node = (...argv) => [process.execPath, argv];
const reportAt = process.argv.indexOf("--report");
const reporters =
  reportAt < 0
    ? []
    : ["--reporter=default", "--reporter=json", `--outputFile.json=${process.argv[reportAt + 1]}`];

const steps = [
  [
    "Types hold",
    ["tsconfig.json", "tsconfig.page.json"].map((file) => [bin("tsc"), ["--noEmit", "-p", file]]),
  ],
  ["Style and limits hold", [[bin("biome"), ["check", "--error-on-warnings"]]]],
  ["Layers point downwards", [[bin("depcruise"), ["src", "--config", ".dependency-cruiser.mjs"]]]],
  ["Nothing is unused", [[bin("knip"), ["--no-progress"]]]],
  ["The program builds", [node("tools/build.mjs")]],
  ["Every source file has its test", [[bin("vitest"), ["run", "test/layout.test.ts"]]]],
  [
    "Every finding's example yields that finding only",
    [[bin("vitest"), ["run", "test/diagnosis/catalogue.test.ts"]]],
  ],
  ["Vectors match at every step, and all tests pass", [[bin("vitest"), ["run", ...reporters]]]],
  [
    "Catalogue and pages are in sync with the source",
    [node("tools/generate.mjs"), node("tools/in-sync.mjs")],
  ],
  ["The packed package runs from its tarball", [node("tools/packed-package.mjs")]],
];

const failed = [];
for (const [property, commands] of steps) {
  process.stdout.write(`\n── ${property}\n`);
  const held = commands.every(([command, argv]) => {
    const run = spawnSync(command, argv, { cwd: projectRoot, stdio: ["ignore", "inherit", "inherit"] });
    if (run.error) process.stdout.write(`${run.error.message}\n`);
    return run.status === 0;
  });
  process.stdout.write(held ? `   holds: ${property}\n` : `   DOES NOT HOLD: ${property}\n`);
  if (!held) failed.push(property);
}
process.stdout.write(
  failed.length === 0 ? "\nEverything holds.\n" : `\nDoes not hold: ${failed.join("; ")}.\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
